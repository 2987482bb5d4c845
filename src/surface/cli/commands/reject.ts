/** `chiron reject ID`: not this way. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

export function define(command: Command, run: Run): void {
  command
    .description(
      "With an incident: refuses the plan that it asks about; the incident stays with you. With a change that a post-mortem proposes (amd-…): refuses it, so that it is not proposed again for that incident.",
    )
    .argument("<id>", "an incident (inc-…), or a proposed change (amd-…)")
    .requiredOption("--reason <text>", "why not")
    .addHelpText(
      "after",
      '\nExample:\n  chiron reject inc-01k0abcd --reason "not during business hours"\n  chiron reject amd-01k0abcd-1 --reason "it would lose the cache"',
    )
    .action(
      run((context, id: string, { reason }: { readonly reason: string }) =>
        askAndTell(context, {
          method: "POST",
          path: pathOf(id.startsWith("amd-") ? "amendments" : "incidents", id, "reject"),
          body: { reason },
        }),
      ),
    );
}
