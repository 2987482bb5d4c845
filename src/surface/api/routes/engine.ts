/** Healing as a whole: stop it, let it go on, read the configuration again, look at a target now. */
import { z } from "zod";
import { defineRoute, type Route } from "./route.ts";
import { reason, targetId } from "./values.ts";

const access = { role: "viewer", scope: "healing" } as const;

export const engineRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/pause",
    summary: "Whether healing is paused, since when, by whom and why",
    access,
    answer: "pause",
    handle: (_, { engine }) => ({ body: { paused: engine.status().paused } }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/pause",
    summary: "Stop all repairs; detection and messages go on",
    access,
    body: z.lazy(() => z.strictObject({ reason })),
    answer: "done",
    handle: async ({ body, identity }, { perform }) => ({ body: await perform({ kind: "pause", ...body }, identity) }),
  }),
  defineRoute({
    method: "DELETE",
    path: "/v1/pause",
    summary: "Let repairs go on",
    access,
    query: z.lazy(() => z.strictObject({ reason: reason.default("resumed") })),
    answer: "done",
    handle: async ({ query, identity }, { perform }) => ({
      body: await perform({ kind: "resume", ...query }, identity),
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/reload",
    summary: "Read the configuration again: all of it, or nothing",
    access,
    body: z.lazy(() => z.strictObject({})),
    answer: "done",
    handle: async ({ identity }, { perform }) => ({ body: await perform({ kind: "reload" }, identity) }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/notify/test",
    summary: "Send a test message through each configured channel, and say what came back",
    access,
    body: z.lazy(() =>
      z.strictObject({
        route: z.enum(["notice", "page"]).optional().describe("Only the channels of this route"),
        channel: z.string().min(1).max(100).optional().describe("Only this channel, or all of this kind"),
      }),
    ),
    answer: "done",
    handle: async ({ body: { route, channel }, identity }, { perform }) => {
      const wanted = { ...(route === undefined ? {} : { route }), ...(channel === undefined ? {} : { channel }) };
      return { body: await perform({ kind: "test_notify", ...wanted }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/model/test",
    summary: "Say what would be sent to the language model, and ask it something harmless",
    access,
    body: z.lazy(() =>
      z.strictObject({ send: z.boolean().default(true).describe("false: only say what would be sent") }),
    ),
    answer: "done",
    handle: async ({ body, identity }, { perform }) => ({
      body: await perform({ kind: "test_model", ...body }, identity),
    }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/targets/{id}/probe",
    summary: "Take fresh readings of a target now",
    access,
    params: z.strictObject({ id: targetId }),
    body: z.lazy(() => z.strictObject({})),
    answer: "done",
    handle: async ({ params, identity }, { perform }) => ({
      body: await perform({ kind: "probe", target: params.id }, identity),
    }),
  }),
];
