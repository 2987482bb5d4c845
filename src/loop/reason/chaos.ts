/**
 * When several critical targets are in critical trouble at once, nobody knows what hangs on what: then everything else is held, and one
 * of them at a time is dealt with. Pure: which incidents are meant, and whose turn it is, by what stands in them.
 */
import { endStates, type Incident } from "#core/model";

export interface Trouble {
  readonly incident: Incident;
  /** It is critical, its target is, and nothing that it depends on explains it. */
  readonly isCritical: boolean;
}

/** So many critical targets, in critical trouble that began within so much time, are chaos. */
const criticalTargets = 3;
const withinMs = 60_000;

/** The incidents that make it chaos, the oldest first; undefined when there are too few. */
export function chaosOf(troubles: readonly Trouble[], now: number): readonly Incident[] | undefined {
  const fresh = troubles
    .filter(({ isCritical, incident }) => isCritical && now - incident.openedAt <= withinMs)
    .map(({ incident }) => incident);
  if (new Set(fresh.map(({ target }) => target)).size < criticalTargets) return undefined;
  return fresh.sort(byAge);
}

/** What Chiron can still do something about by itself. */
export function isInHand({ state }: Pick<Incident, "state">): boolean {
  return !endStates.has(state) && state !== "escalated" && state !== "awaiting_approval";
}

/**
 * The target that is dealt with: the one that is being repaired, else the one that has waited longest and that nothing else holds.
 * Undefined: there is none left.
 */
export function turnOf(troubles: readonly Trouble[], policy: string): string | undefined {
  const waiting = troubles
    .filter(({ isCritical, incident }) => isCritical && isInHand(incident))
    .map(({ incident }) => incident)
    .sort(byAge);
  const atWork = waiting.find(({ state }) => state === "remediating" || state === "verifying");
  const free = waiting.find(({ hold }) => hold === null || hold.policy === policy);
  return (atWork ?? free ?? waiting[0])?.target;
}

function byAge(a: Incident, b: Incident): number {
  return a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1);
}
