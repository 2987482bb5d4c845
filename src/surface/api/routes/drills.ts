/** Drills of Chiron's own processes: asked for before, reported afterwards. */
import { z } from "zod";
import { drillFaults, drillFiguresSchema, drillVictims, name } from "#core/model";
import { defineRoute, type Route } from "./route.ts";

const access = { role: "viewer", scope: "healing" } as const;

export const drillRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/v1/drills",
    summary: "Ask to begin a drill of Chiron's own processes; refused while anything is amiss",
    access,
    body: z.lazy(() =>
      z.strictObject({
        faults: z.array(z.enum(drillFaults)).min(1).max(2),
        who: z.array(z.enum(drillVictims)).min(1).max(5),
        times: z.number().int().min(1).max(1_000),
        scheduled: z.boolean().default(false),
      }),
    ),
    answer: "done",
    async handle({ body, identity }, { perform }) {
      return { body: await perform({ kind: "drill_begin", ...body }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/drills/{id}/report",
    summary: "Put a drill's figures on record",
    access,
    params: z.strictObject({ id: name }),
    body: z.lazy(() =>
      z.strictObject({
        figures: z.array(drillFiguresSchema).max(20),
        broken: z.string().min(1).max(2_000).nullable().describe("Why it ended early"),
      }),
    ),
    answer: "done",
    async handle({ params: { id }, body, identity }, { perform }) {
      return { body: await perform({ kind: "drill_finish", drill: id, ...body }, identity) };
    },
  }),
];
