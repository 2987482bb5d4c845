/**
 * Compresses logs that nobody writes to any more into `.archive/` beside them, and rotates those that are open and too large without
 * losing a line: the log is renamed, its writer told to open it anew, and only when it has done so is the old one compressed.
 *
 * Each log is a whole of its own: done, or as it was before. There is no undo, on purpose: nothing is lost that would have to come back,
 * and to unpack logs again when rotating did not help would fill the very disk that was to be relieved.
 */
import { defineAction } from "#core/model";
import { rotateSchema } from "./schema.ts";

const rotating = () => import("./rotating.ts");

export const logsRotate = defineAction({
  name: "logs.rotate",
  summary: "Compresses old logs, and rotates open ones that are too large without losing a line",
  schema: rotateSchema,
  risk: "low",
  idempotent: true,
  dryRun: async (input, context) => (await rotating()).dryRun(input, context),
  run: async (input, context) => (await rotating()).run(input, context),
});
