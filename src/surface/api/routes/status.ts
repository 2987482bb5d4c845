/** How things are: the whole, and what its targets read. */
import { z } from "zod";
import { ChironError, metricNames } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { count, definedOf, moment, targetId } from "./values.ts";

const access = { role: "viewer", scope: "status" } as const;

export const statusRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/status",
    summary: "How Chiron and what it watches are",
    access,
    answer: "status",
    handle: (_, { engine }) => ({ body: engine.status() }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/readings",
    summary: "Kept readings of one probe, oldest first; older ones are thinned out",
    access,
    query: z.lazy(() =>
      z.strictObject({
        target: targetId,
        probe: z.string().min(1).max(200).describe("The probe's id on its target"),
        from: moment.optional(),
        to: moment.optional(),
        limit: count.pipe(z.number().int().min(1).max(10_000)).default(1_000),
        points: count
          .pipe(z.number().int().min(1).max(1_000))
          .optional()
          .describe(
            "In place of all, the newest (to the minute) of each of so many equal parts of the time; takes `from` and `to`",
          ),
      }),
    ),
    answer: "readings",
    handle({ query }, { engine }) {
      if (query.points !== undefined && (query.from === undefined || query.to === undefined))
        throw new ChironError("bad_request", "points are parts of a time, which `from` and `to` say", {
          help: "Give both, or leave `points` away.",
        });
      return { body: { items: engine.readings(definedOf(query)), next: null } };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/sinks",
    summary: "Where the log is brought to besides, and how far that has come",
    access,
    answer: "sinks",
    handle: (_, { engine }) => ({ body: { items: engine.sinks(), next: null } }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/metrics",
    summary:
      "What healing came to: each detection, repair, escalation, message and runbook with its time, oldest first",
    access,
    query: z.lazy(() =>
      z.strictObject({
        name: z.enum(metricNames).optional(),
        target: targetId.optional(),
        from: moment.optional(),
        to: moment.optional(),
        limit: count.pipe(z.number().int().min(1).max(1_000)).default(1_000).describe("The newest that many"),
      }),
    ),
    answer: "metrics",
    handle: ({ query }, { engine }) => ({ body: { items: engine.metricRecords(definedOf(query)), next: null } }),
  }),
];
