/**
 * The language model of chiron.yaml, with three tools that reach no further than the worktree: it lists, reads and replaces text. It has no
 * shell and no network of its own, and what it says in words changes nothing.
 */
import { defineAgent } from "#core/model";
import { modelAgentSchema } from "./options.ts";

export const model = defineAgent({
  name: "model",
  summary: "The configured language model, with file tools limited to the worktree",
  schema: modelAgentSchema,
  async run(task, worktree, context) {
    const { runModel } = await import("./run.ts");
    return runModel(task, worktree, context);
  },
});
