/** `chiron grant`: a delegate may do something, for a while. */
import { type Command, Option } from "commander";
import type { Capability } from "#core/model";
import { ChironError, parseDuration } from "#core/model/plain";
import { askAndTell } from "../answer.ts";
import type { Run } from "../context.ts";

interface Options {
  readonly may: readonly Capability[];
  readonly for: string;
  readonly reason: string;
  readonly target?: readonly string[];
  readonly runbook?: readonly string[];
  readonly criticality?: string;
}

export function define(command: Command, run: Run): void {
  command
    .description("Lets a delegate do what is named, and nothing else, until it expires or is taken back.")
    .argument("<delegate>", "the actor's id, such as delegate:night-shift")
    .addOption(
      new Option("--may <capability...>", "service.restart, runbook.run, human.escalate …").makeOptionMandatory(),
    )
    .requiredOption("--for <duration>", "how long, at most 24h, such as 30m")
    .requiredOption("--reason <text>", "why; whoever looks later wants to know")
    .option("--target <target...>", "only these targets")
    .option("--criticality <criticality>", "only targets of this criticality")
    .option("--runbook <runbook...>", "the runbooks that runbook.run is for")
    .addHelpText(
      "after",
      '\nExample:\n  chiron grant delegate:night-shift --may service.restart --target web --for 8h --reason "the night of the release"',
    )
    .action(
      run((context, delegate: string, options: Options) => {
        const { may, for: lasts, reason, target, runbook, criticality } = options;
        if (parseDuration(lasts) === undefined)
          throw new ChironError("bad_request", `--for ${lasts} is no duration`, { help: "Write it like 30m or 8h." });
        const body = {
          ...{ delegate, capabilities: may, for: lasts, reason },
          ...(target === undefined ? {} : { targets: target }),
          ...(criticality === undefined ? {} : { criticality }),
          ...(runbook === undefined ? {} : { runbooks: runbook }),
        };
        return askAndTell(context, { method: "POST", path: "grants", body });
      }),
    );
}
