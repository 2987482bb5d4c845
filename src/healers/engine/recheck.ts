/** Right before the first effect the condition is probed again; what has ended by itself is left alone (HOST-09). */
import type { Incident, Reading, Target } from "#core/model";
import { contradictionAmong } from "./contradictions.ts";
import type { Parts } from "./parts.ts";
import { originalProbes } from "./situation.ts";
import { firingOf, isAskedFor, isTold, stillSays, triggerReading } from "./told.ts";

export interface Recheck {
  /** `unknown`: no answer that the rule could use. It confirms nothing, so nothing is done on it. */
  readonly condition: "there" | "gone" | "unknown";
  readonly report: { readonly reading: Reading | null; readonly reason: string };
}

export async function recheck(parts: Parts, incident: Incident, target: Target): Promise<Recheck> {
  if (!isTold(parts, incident))
    return recheckByProbes(parts, incident, target, originalProbes(parts, incident, target));
  const probes = originalProbes(parts, incident, target);
  const own = probes.length === 0 ? undefined : await recheckByProbes(parts, incident, target, probes);
  return together(parts, incident, own);
}

/** What the target's own probes say (undefined: none speaks of it), and what those say who told of it from outside. */
function together(parts: Parts, incident: Incident, own: Recheck | undefined): Recheck {
  const reading = triggerReading(parts, incident);
  const [firing] = firingOf(parts, incident);
  if (isAskedFor(parts, incident)) return { condition: "there", report: { reading, reason: "it is asked for" } };
  if (own?.condition === "there") return own;
  if (firing === undefined)
    return own ?? { condition: "gone", report: { reading, reason: "whoever told of it says that it is over" } };
  const says = stillSays(firing);
  if (own?.condition !== "gone") return { condition: "there", report: { reading, reason: says } };
  // To act on one of two that contradict each other would be to guess.
  return { condition: "unknown", report: { reading, reason: `${says}, and the target's own probes read good` } };
}

async function recheckByProbes(
  parts: Parts,
  incident: Incident,
  target: Target,
  probes: readonly string[],
): Promise<Recheck> {
  const contradiction = await contradictionAmong(parts, incident, target);
  if (contradiction !== undefined)
    return { condition: "unknown", report: { reading: contradiction.reading, reason: contradiction.words } };
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
