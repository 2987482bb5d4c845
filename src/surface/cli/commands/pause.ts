/** `chiron pause`: hands off. Watching and messages go on. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import type { Run } from "../context.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Stops all healing until `chiron resume`, also over restarts. Watching and messages go on.")
    .requiredOption("--reason <text>", "why; whoever looks later wants to know")
    .addHelpText("after", '\nExample:\n  chiron pause --reason "moving the database by hand"')
    .action(
      run((context, { reason }: { readonly reason: string }) =>
        askAndTell(context, { method: "POST", path: "pause", body: { reason } }),
      ),
    );
}
