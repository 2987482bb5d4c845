/** Pipelines that tell where they are. */
import { z } from "zod";
import { name } from "#core/model";
import { defineRoute, type Route } from "./route.ts";

export const pipelineRoutes: readonly Route[] = [
  defineRoute({
    method: "POST",
    path: "/v1/pipelines/{id}/progress",
    summary: "A pipeline says at which stage it is; each call counts as progress",
    access: { role: "viewer", scope: "status" },
    params: z.strictObject({
      id: name.describe("The task, as the probe `pipeline` of a target names it; by default the target's id"),
    }),
    body: z.lazy(() =>
      z.strictObject({
        stage: z.string().trim().min(1).max(200).describe("Where it is"),
        done: z.boolean().default(false).describe("It has come to its end, and is not expected to move any more"),
        message: z.string().max(1_000).optional().describe("What it did last; kept in the log"),
      }),
    ),
    answer: "done",
    async handle({ params: { id }, body: { stage, done, message }, identity }, { perform }) {
      const said = message === undefined ? {} : { message };
      return { body: await perform({ kind: "progress", pipeline: id, stage, done, ...said }, identity) };
    },
  }),
];
