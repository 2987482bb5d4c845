/** `chiron resolve ID`: a human has put it right. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

export function define(command: Command, run: Run): void {
  command
    .description(
      "Closes an escalated incident that you have put right. It also ends by itself once it reads good again.",
    )
    .argument("<id>", "the incident")
    .requiredOption("--reason <text>", "what was wrong, and what you did")
    .addHelpText("after", '\nExample:\n  chiron resolve inc-01k0abcd --reason "replaced the certificate"')
    .action(
      run((context, id: string, { reason }: { readonly reason: string }) =>
        askAndTell(context, { method: "POST", path: pathOf("incidents", id, "resolve"), body: { reason } }),
      ),
    );
}
