/**
 * When several critical targets are in critical trouble at once, nobody knows what hangs on what: then everything else is held, and one
 * of them at a time is dealt with. Pure: which incidents are meant, and whose turn it is, by what stands in them.
 */
import { endStates, type Incident } from "#core/model";

/** Critical trouble of a critical target. */
export interface Trouble {
  readonly incident: Incident;
  /** Nothing that its target depends on explains it. */
  readonly isRoot: boolean;
}

/** So many critical targets, in critical trouble that began within so much time, are chaos. */
const criticalTargets = 3;
const withinMs = 60_000;

/** The incidents that make it chaos, the oldest first; undefined when there are too few. */
export function chaosOf(troubles: readonly Trouble[], now: number): readonly Incident[] | undefined {
  const fresh = troubles
    .filter(({ isRoot, incident }) => isRoot && now - incident.openedAt <= withinMs)
    .map(({ incident }) => incident);
  if (new Set(fresh.map(({ target }) => target)).size < criticalTargets) return undefined;
  return fresh.sort(byAge);
}

/** What Chiron can still do something about by itself. */
export function isInHand({ state }: Pick<Incident, "state">): boolean {
  return !endStates.has(state) && state !== "escalated" && state !== "awaiting_approval";
}

/**
 * The target that is dealt with: the one that is being repaired, also where what explains its trouble was found only meanwhile; else the one
 * that has waited longest and that nothing else holds. Undefined: there is none left.
 */
export function turnOf(troubles: readonly Trouble[], policy: string): string | undefined {
  const inHand = troubles.filter(({ incident }) => isInHand(incident));
  const atWork = inHand.find(({ incident: { state } }) => state === "remediating" || state === "verifying")?.incident;
  const waiting = inHand
    .filter(({ isRoot }) => isRoot)
    .map(({ incident }) => incident)
    .sort(byAge);
  const free = waiting.find(({ hold }) => hold === null || hold.policy === policy);
  return (atWork ?? free ?? waiting[0])?.target;
}

function byAge(a: Incident, b: Incident): number {
  return a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1);
}
