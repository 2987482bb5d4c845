/**
 * Brings a branch forward to its upstream: stash, pull, pop. Only forward: where both sides have commits, or are in conflict, it is for a
 * human. Changes of tracked files are in the list of stashes from before they are taken away until they are seen back in their place; what is not
 * tracked is not touched.
 */
import { z } from "zod";
import { defineAction } from "#core/model";
import { exactPath } from "../paths.ts";

const working = () => import("./working.ts");

export const gitSync = defineAction({
  name: "git.sync",
  summary: "Brings a branch forward to its upstream: stash, pull, pop; never by a merge, and never losing a change",
  schema: z.strictObject({ repository: exactPath.describe("The top folder of the work tree") }),
  risk: "medium",
  idempotent: true,
  dryRun: async (input, context) => (await working()).dryRun(input, context),
  run: async (input, context) => (await working()).run(input, context),
  undo: async (input, context) => (await working()).undo(input, context),
});
