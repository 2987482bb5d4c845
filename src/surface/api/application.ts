/** Fastify, told to do no more than route, read bodies and hand each request to its entry in the table. */
import type { IncomingMessage } from "node:http";
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from "fastify";
import type { z } from "zod";
import { ChironError } from "#core/model";
import { type Access, type Identity, reaches, type Via } from "./access/index.ts";
import { IdempotencyKeys } from "./idempotency.ts";
import { headersOf, problemOf, problemType, sendProblem } from "./problem.ts";
import type { Answer, Route, RouteMeans } from "./routes/index.ts";
import { validatorOf } from "./validation.ts";

const mostBodyBytes = 1_048_576;
const longestParameter = 200;

export interface ApplicationMeans extends RouteMeans {
  readonly access: Access;
  /** By which door a request came in. */
  readonly via: (request: IncomingMessage) => Via;
  /** In ms, never stepping back. */
  readonly monotonic: () => number;
  /** An unexpected error inside: told, never swallowed. */
  readonly report: (error: unknown) => void;
}

/** The types speak of Fastify's own two compilers only; any function of this form will do. */
const compilersFactory = {
  buildValidator: () => compileSchema,
  buildSerializer: () => () => JSON.stringify,
} as unknown as NonNullable<NonNullable<FastifyServerOptions["schemaController"]>["compilersFactory"]>;

function compileSchema({ schema, httpPart = "" }: { readonly schema: z.ZodType; readonly httpPart?: string }) {
  return validatorOf(schema, httpPart === "querystring" ? "query" : httpPart);
}

/** Its own server is never listened on; see `listen.ts`. */
export async function createApplication(means: ApplicationMeans): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    logger: false,
    bodyLimit: mostBodyBytes,
    requestIdHeader: false,
    routerOptions: { maxParamLength: longestParameter },
    schemaController: { compilersFactory },
    // Errors that come before any route, such as an address that cannot be decoded.
    frameworkErrors: (error, _request, reply) => replyProblem(reply, error, means),
  });
  app.removeContentTypeParser("text/plain");
  app.setErrorHandler((error, _request, reply) => replyProblem(reply, error, means));
  app.setNotFoundHandler((request, reply) => replyProblem(reply, unknownAddress(means.routes, request, reply), means));
  const keys = new IdempotencyKeys(means.monotonic);
  for (const route of means.routes) addRoute(app, route, means, keys);
  await app.ready();
  return app;
}

function addRoute(app: FastifyInstance, route: Route, means: ApplicationMeans, keys: IdempotencyKeys): void {
  const identities = new WeakMap<IncomingMessage, Identity>();
  app.route({
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, ":$1"),
    schema: { params: route.params, querystring: route.query, ...(route.body === null ? {} : { body: route.body }) },
    // Before the body is read: nobody who may not ask makes us read what they send.
    onRequest: async ({ raw }) => {
      const identity = admit(route, raw, means);
      if (identity !== null) identities.set(raw, identity);
    },
    preValidation: async (request) => {
      request.body ??= {};
    },
    handler: async (request, reply) => {
      const { params, query, body, raw } = request;
      // Routes without access use none; they are given nobody in particular.
      const identity = identities.get(raw) ?? nobody;
      const asked = { params, query, body, identity, request: raw } as never;
      const carryOut = async () => route.handle(asked, means);
      const key = raw.headers["idempotency-key"];
      const repeatable = {
        caller: identity.actor.id,
        key: typeof key === "string" && route.method !== "GET" ? key : undefined,
        request: [route.method, raw.url, raw.headers["if-match"] ?? null, body],
      };
      await replyAnswer(reply, await keys.once(repeatable, carryOut));
      return reply;
    },
  });
}

const nobody: Identity = {
  actor: { kind: "service", id: "anonymous" },
  role: "viewer",
  scopes: [],
  check: () => undefined,
};

function admit(route: Route, request: IncomingMessage, { access, via }: ApplicationMeans): Identity | null {
  if (route.access === null) {
    access.admit(request, via(request));
    return null;
  }
  const identity = access.identify(request, via(request), route.method !== "GET");
  const { role, scope } = route.access;
  if (identity.scopes !== null && !identity.scopes.includes(scope)) {
    throw new ChironError("forbidden", `${identity.actor.id} is confined to ${identity.scopes.join(", ")}`);
  }
  if (!reaches(identity.role, role)) throw new ChironError("forbidden", `this takes the role ${role}`);
  return identity;
}

async function replyAnswer(reply: FastifyReply, answer: Answer): Promise<void> {
  reply.code(answer.status ?? 200).headers({ ...answer.headers });
  if ("hijack" in answer) {
    reply.hijack();
    try {
      answer.hijack(reply.raw);
    } catch (error) {
      sendProblem(reply.raw, error);
    }
  } else if ("text" in answer) {
    await reply.type(answer.type).send(answer.text);
  } else {
    await reply.type("application/json; charset=utf-8").send(JSON.stringify(answer.body));
  }
}

function replyProblem(reply: FastifyReply, error: unknown, { report }: ApplicationMeans): FastifyReply {
  const problem = problemOf(error);
  if (problem.code === "internal") report(error);
  return reply.code(problem.status).headers(headersOf(problem)).type(problemType).send(JSON.stringify(problem));
}

function unknownAddress(routes: readonly Route[], request: FastifyRequest, reply: FastifyReply): ChironError {
  const path = request.url.split("?")[0] ?? "";
  const allowed = routes.filter((route) => patternOf(route).test(path)).map(({ method }) => method);
  if (allowed.length === 0)
    return new ChironError("not_found", "there is nothing at this address", {
      help: "GET /openapi.json lists what there is.",
    });
  reply.header("allow", allowed.join(", "));
  return new ChironError("method_not_allowed", `this address takes ${allowed.join(" and ")}`);
}

function patternOf({ path }: Route): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
}
