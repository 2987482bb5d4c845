/** The OpenAPI 3.1 document, from the same table and schemas by which requests are checked. */
import { z } from "zod";
import { problemType } from "../problem.ts";
import type { Route } from "../routes/index.ts";
import { answers } from "./answers.ts";
import { answerNames } from "./names.ts";
import { problem } from "./shapes.ts";

type Json = Readonly<Record<string, unknown>>;

export function openApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = path;
  }
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "Chiron",
      version,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description:
        "The engine's API. By the Unix socket no token is needed; by the network a bearer token decides what may be done, and without " +
        "one there is at most a look. A browser signs in with its token (POST /v1/session), and is known by a cookie from then on; what it changes then " +
        "needs the header `chiron-csrf`. Commands take an `Idempotency-Key`. Errors are problem details (RFC 9457).",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "Made by `chiron token create`" } },
      schemas: {
        ...Object.fromEntries(answerNames.map((name) => [name, schemaOf(answers[name], "output")])),
        problem: schemaOf(problem, "output"),
      },
      responses: {
        problem: {
          description: "What went wrong, and what to do",
          content: { [mediaOf(problemType)]: { schema: { $ref: "#/components/schemas/problem" } } },
        },
      },
    },
  };
}

function operationOf(route: Route): Json {
  const { method, path, summary, access, answer, body } = route;
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+(.)?/g, (_, letter: string | undefined) => (letter ?? "").toUpperCase())}`,
    summary,
    tags: [access?.scope ?? "status"],
    security: access === null ? [{}] : [{ token: [] }, ...(method === "GET" || route.signed ? [{}] : [])],
    parameters: [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query"), ...headersOf(route)],
    ...(route.raw === true ? { requestBody: { required: true, content: { "*/*": {} } } } : {}),
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: needsBody(body),
            content: { "application/json": { schema: schemaOf(body, "input") } },
          },
        }),
    responses: {
      200: { description: "Done", content: contentOf(answer, path) },
      ...(path === "/readyz"
        ? { 503: { description: "The work loop is not at work", content: contentOf(answer, path) } }
        : {}),
      default: { $ref: "#/components/responses/problem" },
    },
  };
}

function contentOf(answer: Route["answer"], path: string): Json {
  const schema = { $ref: `#/components/schemas/${answer}` };
  if (answer === "text") return { "text/plain": { schema } };
  const json = { "application/json": { schema } };
  return path === "/v1/events" ? { ...json, "text/event-stream": { schema: { type: "string" } } } : json;
}

function parametersOf(schema: z.ZodType, place: "path" | "query"): readonly Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function headersOf({ method, path, answer, decides }: Route): readonly Json[] {
  const header = (name: string, description: string): Json => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  });
  if (path === "/v1/events") return [header("Last-Event-ID", "For a stream: takes it up after this sequence number")];
  if (method === "GET" || decides !== undefined) return [];
  const key = header("Idempotency-Key", "The same key and request again are done once, and answered alike");
  const isBound = answer === "done" && (path.startsWith("/v1/incidents/") || path.endsWith("/approve"));
  return isBound
    ? [key, header("If-Match", "The ETag of what was shown; if it has changed since, nothing is done (412)")]
    : [key];
}

function needsBody(body: z.ZodType): boolean {
  const schema = schemaOf(body, "input") as { required?: string[]; oneOf?: unknown; anyOf?: unknown };
  return schema.oneOf !== undefined || schema.anyOf !== undefined || (schema.required ?? []).length > 0;
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any", reused: "inline" });
  return rest;
}

function mediaOf(type: string): string {
  return type.split(";")[0] ?? type;
}
