/** What operators switch: silences, maintenance windows, services stopped on purpose. */
import { z } from "zod";
import { duration, name, severities, windowKinds } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { moment, reason, targetId } from "./values.ts";

const access = { role: "viewer", scope: "healing" } as const;

const pattern = z.string().regex(/^[A-Za-z0-9*][A-Za-z0-9._*-]{0,99}$/, "is no name; * stands for any characters");
const list = <T extends z.ZodType>(one: T) => z.array(one).min(1).max(1_000);
export const matchers = z
  .strictObject({
    targets: list(pattern).exactOptional(),
    types: list(pattern).exactOptional(),
    severities: list(z.enum(severities)).exactOptional(),
    groups: list(pattern).exactOptional(),
  })
  .describe("All that are given must fit; * stands for any characters");
const ends = {
  until: moment.optional().describe("When it ends: ISO 8601"),
  for: duration.optional().describe("How long it lasts, such as 2h; without an end: until somebody ends it"),
};

export const operatingRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/silences",
    summary: "The silences in force",
    access,
    answer: "silences",
    handle: (_, { engine }) => ({ body: { items: engine.silences(), next: null } }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/silences",
    summary: "Tell nobody of what fits, and repair nothing of it; watching goes on",
    access,
    body: z.lazy(() => z.strictObject({ matchers, reason, ...ends })),
    answer: "done",
    async handle({ body: { for: forMs, ...rest }, identity }, { perform }) {
      return { body: await perform({ kind: "silence_add", forMs, ...rest }, identity) };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/v1/silences/{id}",
    summary: "End a silence; what is still bad is told once",
    access,
    params: z.strictObject({ id: name }),
    query: z.lazy(() => z.strictObject({ reason: reason.optional() })),
    answer: "done",
    async handle({ params: { id }, query, identity }, { perform }) {
      return { body: await perform({ kind: "silence_remove", silence: id, ...query }, identity) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/maintenance",
    summary: "Maintenance windows and change freezes: open, and to come",
    access,
    answer: "maintenance",
    handle: (_, { engine }) => ({ body: { items: engine.maintenance(), next: null } }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/maintenance",
    summary: "Open a window in which nothing is repaired by itself",
    access,
    body: z.lazy(() =>
      z.strictObject({
        name: name.optional(),
        kind: z.enum(windowKinds).default("maintenance"),
        matchers: matchers.optional().describe("Default: everything"),
        messages: z.enum(["keep", "send"]).optional().describe("Default: kept back; a freeze sends them"),
        reason,
        ...ends,
      }),
    ),
    answer: "done",
    async handle({ body, identity }, { perform }) {
      const { name: window, kind: windowKind, matchers: given, for: forMs, ...rest } = body;
      const command = {
        kind: "maintenance_start",
        window,
        windowKind,
        matchers: given ?? null,
        forMs,
        ...rest,
      } as const;
      return { body: await perform(command, identity) };
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/v1/maintenance/{name}",
    summary: "Close a window; what is still bad is looked at now, and told once",
    access,
    params: z.strictObject({ name }),
    query: z.lazy(() => z.strictObject({ reason: reason.optional() })),
    answer: "done",
    async handle({ params, query, identity }, { perform }) {
      return { body: await perform({ kind: "maintenance_end", window: params.name, ...query }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/targets/{id}/stop",
    summary: "Stop a target's service; it stays stopped until it is started",
    access,
    params: z.strictObject({ id: targetId }),
    body: z.lazy(() => z.strictObject({ reason })),
    answer: "done",
    handle: async ({ params, body, identity }, { perform }) => ({
      body: await perform({ kind: "stop", target: params.id, ...body }, identity),
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/targets/{id}/start",
    summary: "Start a target's service again, and look after it",
    access,
    params: z.strictObject({ id: targetId }),
    body: z.lazy(() => z.strictObject({ reason: reason.optional() })),
    answer: "done",
    handle: async ({ params, body, identity }, { perform }) => ({
      body: await perform({ kind: "start", target: params.id, ...body }, identity),
    }),
  }),
];
