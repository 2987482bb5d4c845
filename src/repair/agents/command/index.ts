/**
 * Any command-line coding agent: a fixed argv with the task on its standard input, in the worktree. It gets a session and an environment
 * of its own; with bubblewrap also its own view of the machine, in which it can write nothing else.
 */
import { defineAgent } from "#core/model";
import { commandSchema } from "./options.ts";

export const command = defineAgent({
  name: "command",
  summary: "A command-line coding agent, with the task on its standard input",
  schema: commandSchema,
  async run(task, worktree, context) {
    const { runCommand } = await import("./run.ts");
    return runCommand(task, worktree, context);
  },
});
