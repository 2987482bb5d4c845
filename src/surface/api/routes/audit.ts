/** The log's own records: read forward, searched backward, and proved whole. */
import { z } from "zod";
import { pageOf, recordQuery } from "./events.ts";
import { defineRoute, type Route } from "./route.ts";
import { count, definedOf, eventTypes, incidentId, moment, targetId } from "./values.ts";

const access = { role: "viewer", scope: "events" } as const;
const stream = () =>
  z.enum(["engine", "mender"]).describe("Each healer writes a stream of its own, with sequence numbers of its own");

export const auditRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/audit",
    summary: "The log's own records, each with the hash that chains it to the one before",
    access,
    query: z.lazy(() => recordQuery().extend({ stream: stream().default("engine") })),
    answer: "audit",
    handle: ({ query: { stream: of, ...query } }, { engine }) => ({
      body: pageOf(query, (wanted) => engine.events({ ...wanted, stream: of }), engine.head(of).seq),
    }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/audit/search",
    summary: "The log of all healers searched, newest first; a page without hits may still have a next one",
    access,
    query: z.lazy(() =>
      z.strictObject({
        text: z.string().trim().max(200).optional().describe("Words, all of which stand in the record or its sentence"),
        actor: z.string().trim().min(1).max(200).optional().describe("A part of the actor's name"),
        types: eventTypes.optional(),
        incident: incidentId.optional(),
        target: targetId.optional().describe("Records of this target, or of an incident of it"),
        from: moment.optional(),
        to: moment.optional(),
        stream: stream().optional().describe("Only what this healer wrote"),
        cursor: count.optional().describe("`next` of the page before"),
        limit: count.pipe(z.number().int().min(1).max(500)).default(50),
      }),
    ),
    answer: "search",
    async handle({ query: { cursor, ...query } }, { engine }) {
      const { searchLog } = await import("../audit/index.ts");
      return { body: await searchLog(engine, definedOf({ before: cursor, ...query })) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/audit/verification",
    summary: "Whether the log was found whole when that was last asked for",
    access,
    answer: "verification",
    handle: (_, { engine }) => ({ body: engine.audit.verification() }),
  }),
  defineRoute({
    method: "POST",
    path: "/v1/audit/verification",
    summary: "Prove every record of the log, in a process apart; GET tells what came of it",
    access,
    body: z.lazy(() => z.strictObject({})),
    answer: "verification",
    handle: (_, { engine }) => ({ body: engine.audit.verify() }),
  }),
];
