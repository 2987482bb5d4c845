/** `chiron approve ID`: a plan once, or a runbook from now on. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import { approveIncident, approveRunbook } from "../approving.ts";
import { pathOf } from "../client.ts";
import type { Run } from "../context.ts";

interface Options {
  readonly plan?: string;
  readonly hash?: string;
  readonly reason?: string;
}

export function define(command: Command, run: Run): void {
  command
    .description(
      "With an incident: lets the plan that it asks about run. With a change that a post-mortem proposes (amd-…): puts it in force. With a runbook: lets exactly this content of it run by itself from now on.",
    )
    .argument("<id>", "an incident (inc-…), a runbook, or a proposed change (amd-…)")
    .option("--plan <hash>", "only if it is still the plan that `chiron incident` showed")
    .option("--hash <hash>", "only if it is still the content that `chiron runbook` showed")
    .option("--reason <text>", "for the record")
    .addHelpText("after", "\nExample:\n  chiron approve inc-01k0abcd\n  chiron approve rb-restart-service")
    .action(
      run((context, id: string, { plan, hash, reason }: Options) =>
        id.startsWith("amd-")
          ? askAndTell(context, { method: "POST", path: pathOf("amendments", id, "approve") })
          : id.startsWith("inc-")
            ? approveIncident(context, id, plan, reason)
            : approveRunbook(context, id, hash),
      ),
    );
}
