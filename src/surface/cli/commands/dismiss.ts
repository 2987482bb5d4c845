/** `chiron dismiss ID`: it is no trouble. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Closes an incident as no trouble, and keeps quiet about the same on this target for a day.")
    .argument("<id>", "the incident")
    .requiredOption("--reason <text>", "why it is none")
    .addHelpText("after", '\nExample:\n  chiron dismiss inc-01k0abcd --reason "planned work on web"')
    .action(
      run((context, id: string, { reason }: { readonly reason: string }) =>
        askAndTell(context, { method: "POST", path: pathOf("incidents", id, "dismiss"), body: { reason } }),
      ),
    );
}
