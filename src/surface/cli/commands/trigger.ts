/** `chiron trigger TYPE TARGET`: a person has seen something. */
import type { Command } from "commander";
import { askAndTell } from "../answer.ts";
import type { Run } from "../context.ts";

interface Options {
  readonly reason: string;
  readonly severity?: string;
  readonly runbook?: string;
}

export function define(command: Command, run: Run): void {
  command
    .description("Says that something is wrong with a target: it is then handled like what a probe has seen.")
    .argument("<type>", "the type of anomaly, such as http_down")
    .argument("<target>", "as `chiron status` lists it")
    .requiredOption("--reason <text>", "what you have seen")
    .option("--severity <severity>", "low, medium, high or critical; default: as its rule says, or medium")
    .option("--runbook <id>", "the runbook that you want; default: whatever fits the type")
    .addHelpText("after", '\nExample:\n  chiron trigger latency_degraded web --reason "three users complained"')
    .action(
      run((context, type: string, target: string, options: Options) =>
        askAndTell(context, { method: "POST", path: "triggers", body: { type, target, ...options } }),
      ),
    );
}
