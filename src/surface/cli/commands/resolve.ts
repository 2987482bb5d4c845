/** `chiron resolve ID`: a human has put it right. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

interface Options {
  readonly reason: string;
  readonly dryRunWasRight?: boolean;
  readonly dryRunWasWrong?: boolean;
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "Closes an escalated incident that you have put right. It also ends by itself once it reads good again.",
    )
    .argument("<id>", "the incident")
    .requiredOption("--reason <text>", "what was wrong, and what you did")
    .option("--dry-run-was-right", "the repair that Chiron only rehearsed would have mended it")
    .option("--dry-run-was-wrong", "it would not have")
    .addHelpText("after", '\nExample:\n  chiron resolve inc-01k0abcd --reason "replaced the certificate"')
    .action(
      run((context, id: string, { reason, dryRunWasRight, dryRunWasWrong }: Options) => {
        const word = dryRunWasRight ? { dryRunWasRight: true } : dryRunWasWrong ? { dryRunWasRight: false } : {};
        return askAndTell(context, {
          method: "POST",
          path: pathOf("incidents", id, "resolve"),
          body: { reason, ...word },
        });
      }),
    );
}
