/** What the mender looks after, and has to do. */
import { z } from "zod";
import { ChironError, name, taskStates } from "#core/model";
import { tagOf } from "./etag.ts";
import { defineRoute, type Route } from "./route.ts";
import { count, flag, reason } from "./values.ts";

const access = { role: "viewer", scope: "repair" } as const;
const params = z.strictObject({ id: name.describe("A task's id") });
const repository = name.describe("A repository's id");
const commit = z
  .string()
  .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, "is no whole id of a commit")
  .describe("The commit that was shown");

export const repairRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/v1/repair/repositories",
    summary: "The repositories that are looked after, and what their last scan came to",
    access,
    answer: "repositories",
    handle: (_, { engine }) => ({ body: { items: engine.mending.repositories(), next: null } }),
  }),
  defineRoute({
    method: "GET",
    path: "/v1/repair/tasks",
    summary: "Repairs of code that are not over; with all=true, the others too",
    access,
    query: z.lazy(() =>
      z.strictObject({
        all: flag.optional().describe("Those that are over, too"),
        state: z.enum(taskStates).exactOptional(),
        repository: repository.exactOptional(),
        limit: count.pipe(z.number().int().min(1).max(1_000)).default(200).describe("How many at most, 1 to 1000"),
      }),
    ),
    answer: "tasks",
    handle({ query: { all = false, ...query } }, { engine }) {
      return { body: { items: engine.mending.tasks({ all, ...query }), next: null } };
    },
  }),
  defineRoute({
    method: "GET",
    path: "/v1/repair/tasks/{id}",
    summary: "One repair of code, with its diff",
    access,
    params,
    answer: "task",
    handle({ params: { id } }, { engine }) {
      const task = engine.mending.task(id);
      if (task === undefined)
        throw new ChironError("not_found", `there is no repair ${id}`, { help: "GET /v1/repair/tasks lists them." });
      return { body: task, headers: { etag: tagOf([task.state, task.commit ?? ""]) } };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/repair/tasks/{id}/approve",
    summary: "Let exactly this commit become part of the branch that it is for",
    access,
    params,
    body: z.lazy(() => z.strictObject({ commit, reason: reason.optional() })),
    answer: "done",
    async handle({ params: { id }, body, identity }, { perform }) {
      return { body: await perform({ kind: "repair_approve", task: id, ...body }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/repair/tasks/{id}/reject",
    summary: "Drop a repair; the same content is not taken up again by itself",
    access,
    params,
    body: z.lazy(() => z.strictObject({ commit: commit.optional(), reason })),
    answer: "done",
    async handle({ params: { id }, body, identity }, { perform }) {
      return { body: await perform({ kind: "repair_reject", task: id, ...body }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/repair/scan",
    summary: "Look through a repository now, or through all",
    access,
    body: z.lazy(() => z.strictObject({ repository: repository.optional() })),
    answer: "done",
    async handle({ body, identity }, { perform }) {
      return { body: await perform({ kind: "repair_scan", ...body }, identity) };
    },
  }),
  defineRoute({
    method: "POST",
    path: "/v1/repair/run",
    summary: "Mend one file now, if it is broken",
    access,
    body: z.lazy(() =>
      z.strictObject({
        repository,
        file: z.string().min(1).max(1_000).describe("Relative to the top of the repository"),
        reason: reason.optional(),
      }),
    ),
    answer: "done",
    async handle({ body, identity }, { perform }) {
      return { body: await perform({ kind: "repair_run", ...body }, identity) };
    },
  }),
];
