/** `chiron reject ID`: not this way. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

export function define(command: Command, run: Run): void {
  command
    .description("Refuses the plan that an incident asks about. The incident stays with you.")
    .argument("<id>", "the incident")
    .requiredOption("--reason <text>", "why not")
    .addHelpText("after", '\nExample:\n  chiron reject inc-01k0abcd --reason "not during business hours"')
    .action(
      run((context, id: string, { reason }: { readonly reason: string }) =>
        askAndTell(context, { method: "POST", path: pathOf("incidents", id, "reject"), body: { reason } }),
      ),
    );
}
