/** What `chiron silence` and `chiron maintenance` have in common: which incidents are meant, and for how long. */
import type { Command } from "commander";
import type { Matchers, Severity } from "#core/model";
import { ChironError, parseDuration } from "#core/model/plain";

export interface Selection {
  readonly target?: readonly string[];
  readonly type?: readonly string[];
  readonly severity?: readonly string[];
  readonly group?: readonly string[];
  readonly for?: string;
  readonly until?: string;
}

export function addSelection(command: Command): Command {
  return command
    .option("--target <target...>", "these targets; * stands for any characters")
    .option("--type <type...>", "these types of anomaly; * stands for any characters")
    .option("--severity <severity...>", "low, medium, high, critical")
    .option("--group <group...>", "targets of these groups")
    .option("--for <duration>", "how long, such as 30m or 2h")
    .option("--until <time>", "until when, such as 2026-12-24T18:00:00Z");
}

/** Undefined: nothing was said, which only some commands allow. */
export function matchersOf({ target, type, severity, group }: Selection): Matchers | undefined {
  const matchers: Matchers = {
    ...(target === undefined ? {} : { targets: target }),
    ...(type === undefined ? {} : { types: type }),
    ...(severity === undefined ? {} : { severities: severity as readonly Severity[] }),
    ...(group === undefined ? {} : { groups: group }),
  };
  return Object.keys(matchers).length === 0 ? undefined : matchers;
}

export function endOf({ for: lasts, until }: Selection): { readonly for?: string; readonly until?: string } {
  if (lasts !== undefined && parseDuration(lasts) === undefined)
    throw new ChironError("bad_request", `--for ${lasts} is no duration`, { help: "Write it like 30m, 2h or 24h." });
  if (until !== undefined && Number.isNaN(Date.parse(until)))
    throw new ChironError("bad_request", `--until ${until} is no time`, {
      help: "Write it like 2026-12-24T18:00:00Z.",
    });
  return {
    ...(lasts === undefined ? {} : { for: lasts }),
    ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  };
}
