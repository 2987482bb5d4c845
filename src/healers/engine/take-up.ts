/** Open incidents after a start or a reload: they go on where they stand; those whose target is no longer declared are over. */
import type { LogReader } from "#core/log/read";
import { move } from "#loop/incident";
import { withdrawApproval } from "./approvals.ts";
import type { Cases } from "./cases.ts";
import type { Parts } from "./parts.ts";
import { planOfRecord } from "./planning.ts";
import { selfTarget } from "./self.ts";
import type { Telling } from "./telling.ts";
import type { Triggers } from "./triggers/index.ts";
import { tellUntold } from "./untold.ts";

const goneReason = "the target is no longer declared";

interface Means {
  readonly cases: Cases;
  readonly telling: Telling;
  readonly onOpened: (incident: string) => void;
  readonly triggers: Pick<Triggers, "takeUp">;
}

export function takeUpIncidents(parts: Parts, { cases, ...means }: Means, reader: LogReader): void {
  for (const incident of [...parts.state.open.values()]) {
    if (incident.target === selfTarget) {
      if (incident.origin === undefined) continue;
      means.triggers.takeUp(incident);
      tellUntold(parts, means, reader, incident);
      continue;
    }
    const target = parts.target(incident.target);
    if (target === undefined) {
      parts.record([...withdrawApproval(incident, goneReason), move(incident, "dismissed", goneReason)]);
      continue;
    }
    parts.detector().resume(incident.type, incident.target, incident.since);
    // What a human would say yes to is no longer what would run: it is asked anew.
    if (incident.state === "awaiting_approval" && planOfRecord(parts, incident, target) === undefined)
      parts.record(withdrawApproval(incident, "the configuration has changed since"));
    else tellUntold(parts, means, reader, incident);
    cases.wake(incident.id);
  }
  means.telling.storms.takeUp();
}
