/** `chiron resume`: ends a pause. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import type { Run } from "../context.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Ends a pause: what was held back is looked at again.")
    .addHelpText("after", "\nExample:\n  chiron resume")
    .action(run((context) => askAndTell(context, { method: "DELETE", path: "pause" })));
}
