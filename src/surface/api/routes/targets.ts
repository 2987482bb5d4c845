/** What is watched: each target, and how they hang together. */
import { z } from "zod";
import { ChironError, healths, name, targetKinds } from "#core/model";
import { defineRoute, type Route } from "./route.ts";
import { count, cursor, definedOf, targetId } from "./values.ts";

const access = { role: "viewer", scope: "status" } as const;

export const targetRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/targets",
    summary: "Every target with its health and last readings, or those that fit",
    access,
    query: z.lazy(() =>
      z.strictObject({
        health: z.enum(healths).optional(),
        kind: z.enum(targetKinds).optional(),
        group: name.optional(),
        search: z.string().min(1).max(200).optional().describe("A part of its id, group or owner, whatever the case"),
        limit: count.pipe(z.number().int().min(1).max(1_000)).optional().describe("How many at most; default: all"),
        cursor: cursor.optional(),
      }),
    ),
    answer: "targets",
    async handle({ query }, { engine }) {
      const asked = definedOf(query);
      if (Object.keys(asked).length === 0) return { body: { items: engine.targets(), next: null } };
      return { body: await engine.knowledge.targetPage(asked) };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/targets/{id}",
    summary: "One target, and what it is watched for",
    access,
    params: z.strictObject({ id: targetId }),
    answer: "target",
    async handle({ params }, { engine }) {
      const target = await engine.knowledge.targetDetail(params.id);
      if (target === undefined)
        throw new ChironError("not_found", `there is no target ${params.id}`, { help: "GET /v1/targets lists them." });
      return { body: target };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/dependencies",
    summary: "What depends on what, and whose trouble is put down to whom: every target, without its readings",
    access,
    answer: "dependencies",
    handle: async (_, { engine }) => ({ body: { items: await engine.knowledge.dependencies(), next: null } }),
  }),
];
