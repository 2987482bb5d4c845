/** `chiron start TARGET`: ends a stop. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

const withinMs = 120_000;

export function define(command: Command, run: Run): void {
  command
    .description("Starts a target's service that was stopped on purpose; from then on it is looked after again.")
    .argument("<target>", "as `chiron status` lists it")
    .addHelpText("after", "\nExample:\n  chiron start web")
    .action(
      run((context, target: string) =>
        askAndTell(context, { method: "POST", path: pathOf("targets", target, "start"), body: {}, withinMs }),
      ),
    );
}
