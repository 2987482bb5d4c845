/** The disk of the store is full: a human hears of it once, while the engine heals on in the room that was kept for that. */
import { type Anomaly, event } from "#core/model";
import type { Clock, Ids } from "#core/platform";
import { move, open } from "#loop/incident";
import type { Engine } from "../engine.ts";
import { selfTarget } from "../self.ts";

export interface FullMeans {
  readonly engine: Pick<Engine, "record" | "tell" | "state">;
  readonly platform: { readonly clock: Clock; readonly ids: Ids };
  readonly dataDir: string;
}

const type = "store_full";
const condition = "the disk is full, and part of the reserve was given up";

export function beginFull({ engine, platform, dataDir }: FullMeans): void {
  if (engine.state.byFingerprint(`${type}@${selfTarget}`) !== undefined) return;
  const now = platform.clock.now();
  const reading = {
    ...{ target: selfTarget, probe: "store", takenAt: now, available: true, latencyMs: 0 },
    values: { full: true },
    error: "the disk is full",
  };
  const anomaly: Anomaly = {
    ...{ type, target: selfTarget, severity: "critical", title: "The disk of Chiron's own store is full" },
    ...{ since: now, evidence: { condition, reading, thresholds: {} }, flapping: false },
  };
  const { id, events } = open(anomaly, undefined, { now, withinMs: 0 }, platform.ids);
  engine.record([
    ...events,
    move({ id, state: "detected" }, "diagnosing", "taken up"),
    event("incident.tiered", {
      incident: id,
      tier: 3,
      why: "without room Chiron can soon write nothing down, and then repairs nothing",
    }),
    move({ id, state: "diagnosing" }, "escalated", "runbooks for the disk run by themselves; all else is a human's"),
  ]);
  engine.tell({
    ...{ route: "page", tier: 3, incident: id },
    subject: "[critical] The disk of Chiron's own store is full",
    body: [
      `What broke: the disk that ${dataDir} lies on is full.`,
      "What was done: Chiron goes on in the room that it had kept for this, and runs what runbooks there are for the disk.",
      "What you need to do: make room. When the reserve is used up as well, Chiron only observes until there is some.",
      `  df -h ${dataDir}\n  chiron status`,
    ].join("\n\n"),
    data: { incident: id, type, dataDir },
  });
}

export function endFull({ engine }: FullMeans): void {
  const incident = engine.state.byFingerprint(`${type}@${selfTarget}`);
  if (incident?.state === "escalated")
    engine.record([move(incident, "resolved", "the disk has room again, and the reserve is whole")]);
}
