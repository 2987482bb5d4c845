/** Others say that something is wrong: alerts, events, webhooks, sessions, people. */
import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { anomalyType, name, severities } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { reason, runbookId, targetId } from "./values.ts";

const access = { role: "operator", scope: "intake" } as const;
const session = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]+$/u, "holds a control character")
  .describe("The session's id, as its agent calls it");

export const intakeRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/v1/intake/{name}",
    summary: "An alert, an event or a webhook: alertmanager, cloudevents, or one that chiron.yaml declares",
    access,
    raw: true,
    signed: true,
    params: z.strictObject({ name: name.describe("The intake") }),
    query: z.lazy(() => z.record(z.string().max(200), z.string().max(8_000))),
    answer: "done",
    async handle({ params, query, bytes, identity, isAnonymous, request }, { perform }) {
      const asked = { headers: headersOf(request), query: { ...query }, body: bytes };
      const whom = isAnonymous
        ? { ...identity, actor: { kind: "service", id: `intake:${params.name}` } as const, role: "operator" as const }
        : identity;
      const command = { kind: "intake", intake: params.name, request: asked, trusted: !isAnonymous } as const;
      return { body: await perform(command, whom) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/triggers",
    summary: "What outsiders say is wrong, and have not called over",
    access: { role: "viewer", scope: "incidents" },
    answer: "triggers",
    handle: (_, { engine }) => ({ body: { items: engine.triggers(), next: null } }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/triggers",
    summary: "A person says that something is wrong, or wants something done",
    access: { role: "operator", scope: "incidents" },
    body: z.lazy(() =>
      z.strictObject({
        type: anomalyType.describe("The type of anomaly"),
        target: targetId,
        reason,
        severity: z.enum(severities).optional(),
        runbook: runbookId.optional().describe("The runbook that is asked for; default: whatever fits the type"),
      }),
    ),
    answer: "done",
    handle: async ({ body, identity }, { perform }) => ({
      body: await perform({ kind: "trigger", ...body }, identity),
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/sessions/start",
    summary: "An agent's session begins: its targets are looked at",
    access,
    body: z.lazy(() =>
      z.strictObject({
        session,
        targets: z.array(targetId).max(1_000).optional().describe("What it works on; default: everything"),
        agent: z.string().min(1).max(200).optional().describe("Who runs it"),
      }),
    ),
    answer: "done",
    handle: async ({ body, identity }, { perform }) => ({
      body: await perform({ kind: "session_start", ...body }, identity),
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/sessions/end",
    summary: "An agent's session is over: its targets are looked at once more",
    access,
    body: z.lazy(() => z.strictObject({ session })),
    answer: "done",
    handle: async ({ body, identity }, { perform }) => ({
      body: await perform({ kind: "session_end", ...body }, identity),
    }),
  }),
];

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const found = Object.entries(headers).map(([key, value]) => [
    key,
    Array.isArray(value) ? (value.at(-1) ?? "") : (value ?? ""),
  ]);
  return Object.fromEntries(found.filter(([key]) => key !== "authorization" && key !== "cookie"));
}
