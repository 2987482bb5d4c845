/**
 * Whoever is cut off sees everything else fall silent. So before a repair, or a page, for a target that does not answer, others that are
 * asked in the same way are asked too: if they fall silent as well, what is wrong is shared, and is told once (docs/adr/0015).
 */
import type { Incident, Reading, Target } from "#core/model";
import { stormSize } from "#loop/guard";
import type { Parts } from "../parts.ts";
import { hold } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

const mostAsked = 8;
const fewestAsked = 3;
/** Time for the others' own incidents to open. */
const waitMs = 2_000;
const longestMs = 10_000;
const policy = "storm";

/** Until when, while it does. */
export function waitsForOthers({ platform }: Parts, { hold: held }: Incident): number | undefined {
  if (held?.policy !== policy || held.until === null || held.until <= platform.clock.now()) return undefined;
  return held.until;
}

/** Undefined: nothing speaks for a trouble that is shared, or it has been waited for long enough. */
export async function waitForOthers(
  parts: Parts,
  tools: Tools,
  incident: Incident,
  target: Target,
): Promise<Next | undefined> {
  if (!mayBeShared(parts, incident, target)) return undefined;
  const others = othersLike(parts, incident, target);
  if (others.length < fewestAsked) return undefined;
  const readings = await Promise.all(others.map(({ id, probe }) => parts.sensing.probeNow(id, probe)));
  const silent = readings.filter(([reading]) => reading !== undefined && isSilent(reading)).length;
  const now = parts.state.incident(incident.id);
  if (now === undefined || now.state !== incident.state) return "again";
  if (silent * 2 < others.length) return undefined;
  const until = parts.platform.clock.now() + waitMs;
  const reason = `${silent} of ${others.length} other targets that were asked just now are silent too`;
  hold(parts, now, { policy, reason, until });
  tools.wakeAt(now.id, until);
  return "rest";
}

function mayBeShared(
  { settings, services, state, platform, guard }: Parts,
  incident: Incident,
  target: Target,
): boolean {
  if (state.guard.storm !== null || settings().targets.length < stormSize(guard().inForce)) return false;
  if (platform.clock.now() - incident.openedAt > longestMs) return false;
  // What is seen first-hand needs no second opinion.
  if (target.supervisor !== undefined && services.look(target.id).state !== "running") return false;
  return isSilent(incident.evidence.reading);
}

/** Targets with the same kind of probe, of which nothing bad is known yet. */
function othersLike({ settings, state }: Parts, { evidence }: Incident, target: Target) {
  const kind = target.probes.find(({ id }) => id === evidence.reading.probe)?.kind;
  const others: { readonly id: string; readonly probe: string }[] = [];
  for (const { id, probes } of settings().targets) {
    const probe = probes.find((one) => one.kind === kind);
    if (others.length === mostAsked) break;
    if (id === target.id || probe === undefined || [...state.crowd.of(id)].length > 0) continue;
    others.push({ id, probe: probe.id });
  }
  return others;
}

function isSilent({ available, values }: Reading): boolean {
  return !available || values.serving === false;
}
