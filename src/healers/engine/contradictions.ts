/** Probes that look at the same thing from several sides, and do not say the same: to act on one of them would be to guess (REASON-01). */
import type { Incident, Reading, Target } from "#core/model";
import type { Parts } from "./parts.ts";
import { originalProbes } from "./situation.ts";

/** What they say against one another; undefined where they agree, or need not. Asks all of them now. */
export async function contradictionAmong(
  parts: Parts,
  incident: Incident,
  target: Target,
): Promise<{ readonly reading: Reading; readonly words: string } | undefined> {
  if (parts.detector().rule(incident.type)?.mustAgree !== true) return undefined;
  const probes = originalProbes(parts, incident, target);
  if (probes.length < 2) return undefined;
  const readings = (await Promise.all(probes.map((probe) => parts.sensing.probeNow(target.id, probe)))).flat();
  const now = parts.platform.clock.now();
  const saying = (verdict: "bad" | "good") =>
    readings.filter((reading) => parts.detector().shows(incident.type, target, reading, now) === verdict);
  const [bad, good] = [saying("bad"), saying("good")];
  const [reading] = bad;
  if (reading === undefined || good.length === 0) return undefined;
  const named = (list: readonly Reading[]) => list.map(({ probe }) => probe).join(", ");
  return { reading, words: `${named(bad)} says that it is so, and ${named(good)} that it is not` };
}
