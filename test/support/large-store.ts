/** The store and the configuration of an installation that has run for long: ten thousand incidents on a thousand targets. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openLog, standardProjections } from "#core/log";
import { event, type NewEvent, type Severity } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { evolve } from "#loop/incident";

export interface Large {
  readonly incidents: number;
  /** Of these; the others were resolved. */
  readonly open: number;
  readonly targets: number;
}

const tenMinutes = 600_000;
const severities: readonly Severity[] = ["low", "medium", "high", "critical"];

/** For `startWorld`, with the folder that was filled: files that are all there, and of which no rule speaks. */
export function largeYaml({ targets }: Pick<Large, "targets">): string {
  const one = (index: number) =>
    `  - { id: t${index}, kind: file, criticality: ${index % 10 === 0 ? "critical" : "normal"}, probes: [{ file: { path: DIR/chiron.yaml, every: 10m } }] }`;
  return `targets:\n${Array.from({ length: targets }, (_, index) => one(index)).join("\n")}\n`;
}

/** Writes what an engine would have written in the ten weeks before. The open incidents are the newest. */
export function fillStore(folder: string, large: Large): void {
  const dataDir = join(folder, "data");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  let now = Date.now() - large.incidents * tenMinutes;
  const clock = { ...createRealPlatform().clock, now: () => now++ };
  const log = openLog({
    path: join(dataDir, "chiron.db"),
    stream: "engine",
    clock,
    projections: standardProjections({ evolve, version: 1 }),
  });
  try {
    for (let index = 0; index < large.incidents; index++) {
      log.append(incidentNumber(index, large, now));
      now += tenMinutes - 10;
      if (index % 500 === 499) log.flush();
    }
    log.flush();
  } finally {
    log.close();
  }
}

function incidentNumber(index: number, large: Large, now: number): readonly NewEvent[] {
  const incident = `inc-${String(index).padStart(6, "0")}`;
  const target = `t${index % large.targets}`;
  const type = `trouble_${index}`;
  const reading = { target, probe: "file", takenAt: now, available: true, values: { sizeBytes: index }, latencyMs: 1 };
  const evidence = { condition: "reading.values.sizeBytes > 0", reading, thresholds: {} };
  const severity = severities[index % severities.length] ?? "low";
  const opened = [
    event("incident.opened", {
      ...{ incident, fingerprint: `${type}@${target}`, type, target, severity, since: now, evidence },
      ...{ title: `Trouble number ${index}`, flapping: false, episode: incident, recurrences: 0 },
    }),
    event("incident.moved", { incident, from: "detected", to: "diagnosing", reason: "taken up" }),
    event("incident.tiered", { incident, tier: 3, why: "nothing may run by itself" }),
    event("incident.moved", { incident, from: "diagnosing", to: "escalated", reason: "no repair may run" }),
  ];
  if (index >= large.incidents - large.open) return opened;
  return [...opened, event("incident.moved", { incident, from: "escalated", to: "resolved", reason: "it is well" })];
}
