/** What was learned: runbooks' versions and outcomes, what comes back, how long healing takes. */
import { z } from "zod";
import { ChironError } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { count, cursor, definedOf, runbookId } from "./values.ts";

const access = { role: "viewer", scope: "runbooks" } as const;
const params = z.strictObject({ id: runbookId });
const page = (usual: number, most: number) =>
  z.lazy(() =>
    z.strictObject({
      limit: count.pipe(z.number().int().min(1).max(most)).default(usual).describe(`How many at most, 1 to ${most}`),
      cursor: cursor.optional(),
    }),
  );

export const learningRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/runbooks/{id}/history",
    summary: "A runbook's versions, the newest first: what each said, since when, and who let it run by itself",
    access,
    params,
    query: page(20, 100),
    answer: "runbookhistory",
    async handle({ params: { id }, query }, { engine }) {
      const found = await engine.knowledge.runbookVersions(id, definedOf(query));
      if (found !== undefined) return { body: found };
      throw new ChironError("not_found", `the log knows of no runbook ${id}`, { help: "GET /v1/runbooks lists them." });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/runbooks/{id}/outcomes",
    summary: "What its attempts came to, the newest first, and what was believed of it after each",
    access,
    params,
    query: page(100, 500),
    answer: "runbookoutcomes",
    async handle({ params: { id }, query }, { engine }) {
      return { body: await engine.knowledge.runbookOutcomes(id, definedOf(query)) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/learning",
    summary: "What strategies came to, what comes back, how long healing takes, and when a human was called",
    access,
    answer: "learning",
    handle: async (_, { engine }) => ({ body: await engine.knowledge.learning() }),
  }),
];
