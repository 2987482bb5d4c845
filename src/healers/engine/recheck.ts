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
  const judge = (reading: Reading) =>
    parts.detector().shows(incident.type, target, reading, parts.platform.clock.now());
  const looks = probes.map((probe) => parts.sensing.probeNow(target.id, probe));
  // One that says bad is enough, and some probes take seconds.
  const bad = await firstOf(looks, (reading) => judge(reading) === "bad");
  if (bad !== undefined) return { condition: "there", report: { reading: bad, reason: bad.error ?? "still there" } };
  const readings = (await Promise.all(looks)).flat();
  const verdicts = readings.map(judge);
  const [first] = readings;
  if (first === undefined || verdicts.includes("unknown")) {
    const silent = readings[verdicts.indexOf("unknown")] ?? null;
    return { condition: "unknown", report: { reading: silent, reason: silent?.error ?? "no probe answered" } };
  }
  return { condition: "gone", report: { reading: first, reason: "it reads good" } };
}

/** The first reading that fits, as soon as it is there; undefined when all are there and none does. */
async function firstOf(
  looks: readonly Promise<readonly Reading[]>[],
  fits: (reading: Reading) => boolean,
): Promise<Reading | undefined> {
  return new Promise((resolve, reject) => {
    const all = looks.map(async (look) => {
      const found = (await look).find(fits);
      if (found !== undefined) resolve(found);
    });
    Promise.all(all).then(() => resolve(undefined), reject);
  });
}
