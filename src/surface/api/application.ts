/** From a request to its entry in the table: the way there, who asks, what they send, and the answer. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseTraceparent } from "#core/lib";
import { type Actor, ChironError } from "#core/model";
import { type Identity, reaches } from "./access/index.ts";
import { readBody, readBytes } from "./body.ts";
import { IdempotencyKeys } from "./idempotency.ts";
import { type PageAddress, pageAddressOf, type Workbench } from "./pages/index.ts";
import { asChironError, sendProblem } from "./problem.ts";
import type { Answer, Route, RouteMeans } from "./routes/index.ts";
import { type Found, RouteTable } from "./routing.ts";
import { read } from "./validation.ts";

export interface ApplicationMeans extends RouteMeans {
  /** Writes down a decision that was refused before it came to one (`command.refused`). Resolves once that is durable. */
  readonly recordRefusal: (command: string, reason: string, actor: Actor) => Promise<void>;
  /** In ms, never stepping back. */
  readonly monotonic: () => number;
  /** Folder of the built Workbench; absent: none is served. */
  readonly workbench: string | undefined;
  /** An unexpected error inside: told, never swallowed. */
  readonly report: (error: unknown) => void;
}

export type Application = (request: IncomingMessage, response: ServerResponse) => void;

export function createApplication(means: ApplicationMeans): Application {
  const keys = new IdempotencyKeys(means.monotonic);
  const fail = (response: ServerResponse, error: unknown) => {
    if (asChironError(error).code === "internal") means.report(error);
    replyProblem(response, error);
  };
  const table = new RouteTable(means.routes);
  const pages = means.workbench === undefined ? undefined : pagesIn(means.workbench, means);
  return (request, response) => {
    const page = pages === undefined ? undefined : pageAddressOf(request.url ?? "");
    if (page !== undefined) {
      pages?.(request, response, page).then(
        (result) => reply(response, result),
        (error: unknown) => fail(response, error),
      );
      return;
    }
    const found = table.find(request.method ?? "", request.url ?? "");
    if ("error" in found) {
      response.setHeaders(new Map(Object.entries(found.headers)));
      fail(response, found.error);
      return;
    }
    answer({ request, ...found }, means, keys).then(
      (result) => reply(response, result),
      (error: unknown) => fail(response, error),
    );
  };
}

/** Whoever reaches the port may have the pages: they hold nothing, and signing in begins with one. */
function pagesIn(folder: string, { access, via }: ApplicationMeans) {
  let workbench: Promise<Workbench> | undefined;
  return async (request: IncomingMessage, response: ServerResponse, page: PageAddress): Promise<Answer> => {
    access.admit(request, via(request));
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD");
      throw new ChironError("method_not_allowed", "this address is a page: it takes GET and HEAD");
    }
    workbench ??= import("./pages/workbench.ts").then((module) => new module.Workbench(folder));
    return (await workbench).answer(page, request.headers);
  };
}

interface Asked extends Found {
  readonly request: IncomingMessage;
}

async function answer(asked: Asked, means: ApplicationMeans, keys: IdempotencyKeys): Promise<Answer> {
  const { request, route } = asked;
  // Before the body is read: nobody who may not ask makes us read what they send.
  const isAnonymous = isWithoutToken(route, request, means);
  const admitted = isAnonymous ? admitAnonymous(request, means) : await admit(route, request, means);
  const identity = traced(admitted ?? nobody, request);
  // A command without a body is one with an empty one.
  const sent = route.body === null ? undefined : ((await readBody(request, route.largestBody)) ?? {});
  const params = read(route.params, "params", asked.params);
  const query = read(route.query, "query", asked.query);
  const body = route.body === null ? undefined : read(route.body, "body", sent);
  const bytes = route.raw === true ? await readBytes(request) : noBytes;
  const key = request.headers["idempotency-key"];
  const repeatable = {
    caller: identity.actor.id,
    key: typeof key === "string" && isRepeatable(route) ? key : undefined,
    request: [
      route.method,
      request.url,
      request.headers["if-match"] ?? null,
      body,
      Buffer.from(bytes).toString("base64"),
    ],
  };
  return keys.once(repeatable, async () =>
    route.handle({ params, query, body, identity, request, bytes, isAnonymous } as never, means),
  );
}

/** What answers to a stranger must not keep its answer for the next one. */
function isRepeatable({ method, access, signed, decides }: Route): boolean {
  return method !== "GET" && decides === undefined && (access !== null || signed === true);
}

function traced(identity: Identity, { headers }: IncomingMessage): Identity {
  const trace = parseTraceparent(headers.traceparent ?? headers["ce-traceparent"]);
  return trace === undefined ? identity : { ...identity, trace };
}

/** Routes without access use none; they are given nobody in particular. */
const nobody: Identity = {
  actor: { kind: "service", id: "anonymous" },
  role: "viewer",
  scopes: [],
  via: "anonymous",
  expiresAt: null,
  csrf: null,
  check: () => undefined,
};

const noBytes = new Uint8Array();

function isWithoutToken({ signed }: Route, request: IncomingMessage, { via }: ApplicationMeans): boolean {
  return signed === true && request.headers.authorization === undefined && via(request) === "network";
}

/** Nothing is allowed by this; the request itself has to show that it may. */
function admitAnonymous(request: IncomingMessage, { access, via }: ApplicationMeans): Identity {
  access.admit(request, via(request));
  access.checkOrigin(request);
  return nobody;
}

async function admit(route: Route, request: IncomingMessage, means: ApplicationMeans): Promise<Identity | null> {
  const { access, via } = means;
  if (route.access === null) {
    access.admit(request, via(request));
    if (route.method !== "GET") access.checkOrigin(request);
    return null;
  }
  const identity = await access.identify(request, via(request), route.method !== "GET");
  const refusal = refusalOf(route, route.access, identity, request);
  if (refusal === undefined) return identity;
  if (route.decides !== undefined) await means.recordRefusal(route.decides, refusal.message, identity.actor);
  throw refusal;
}

function refusalOf(
  { decides }: Route,
  { role, scope }: NonNullable<Route["access"]>,
  { actor, role: own, scopes }: Identity,
  { headers }: IncomingMessage,
): ChironError | undefined {
  if (scopes !== null && !scopes.includes(scope))
    return new ChironError("forbidden", `${actor.id} is confined to ${scopes.join(", ")}`);
  if (!reaches(own, role)) return new ChironError("forbidden", `this takes the role ${role}`);
  if (decides === undefined || headers[withinHeader] === undefined) return undefined;
  return new ChironError("forbidden", `${actor.id} asks from within what Chiron runs; only a human decides this`);
}

/** What the command line says of itself when a step, a service or an agent that Chiron runs has called it. */
const withinHeader = "chiron-within";

function reply(response: ServerResponse, answer: Answer): void {
  if ("hijack" in answer) {
    try {
      answer.hijack(response);
    } catch (error) {
      replyProblem(response, error);
    }
    return;
  }
  const [content, type] = contentOf(answer);
  const headers = { ...answer.headers, "content-type": type, "content-length": Buffer.byteLength(content) };
  response.writeHead(answer.status ?? 200, headers).end(content);
}

function contentOf(answer: Exclude<Answer, { readonly hijack: unknown }>): readonly [string | Uint8Array, string] {
  if ("bytes" in answer) return [answer.bytes, answer.type];
  if ("text" in answer) return [answer.text, answer.type];
  return [JSON.stringify(answer.body), "application/json; charset=utf-8"];
}

function replyProblem(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  // What was sent and is not read any more must not be taken for the next request.
  if (!response.req.complete) response.setHeader("connection", "close");
  sendProblem(response, error);
}
