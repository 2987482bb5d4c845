/** Right before the first effect the condition is probed again; what has ended by itself is left alone (HOST-09). */
import type { Incident, Reading, Target } from "#core/model";
import type { Parts } from "./parts.ts";
import { originalProbes } from "./situation.ts";

export interface Recheck {
  /** `unknown`: no answer that the rule could use. It confirms nothing, so nothing is done on it. */
  readonly condition: "there" | "gone" | "unknown";
  readonly report: { readonly reading: Reading | null; readonly reason: string };
}

export async function recheck(parts: Parts, incident: Incident, target: Target): Promise<Recheck> {
  const probes = originalProbes(parts, incident, target);
  const answers = await Promise.all(probes.map((probe) => parts.sensing.probeNow(target.id, probe)));
  const readings = answers.flat();
  const now = parts.platform.clock.now();
  const verdicts = readings.map((reading) => parts.detector().shows(incident.type, target, reading, now));
  const bad = readings[verdicts.indexOf("bad")];
  if (bad !== undefined) return { condition: "there", report: { reading: bad, reason: bad.error ?? "still there" } };
  const [first] = readings;
  if (first === undefined || verdicts.includes("unknown")) {
    const silent = readings[verdicts.indexOf("unknown")] ?? null;
    return { condition: "unknown", report: { reading: silent, reason: silent?.error ?? "no probe answered" } };
  }
  return { condition: "gone", report: { reading: first, reason: "it reads good" } };
}
