/** `chiron stop TARGET`: on purpose, and so that it stays so. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

/** A repair under way comes to its end first, and a service may take its time to stop. */
const withinMs = 120_000;

export function define(command: Command, run: Run): void {
  command
    .description("Stops a target's service. It stays stopped, also over restarts of Chiron, until `chiron start`.")
    .argument("<target>", "as `chiron status` lists it")
    .requiredOption("--reason <text>", "why; whoever looks later wants to know")
    .addHelpText("after", '\nExample:\n  chiron stop web --reason "its disk is replaced"')
    .action(
      run((context, target: string, { reason }: { readonly reason: string }) =>
        askAndTell(context, { method: "POST", path: pathOf("targets", target, "stop"), body: { reason }, withinMs }),
      ),
    );
}
