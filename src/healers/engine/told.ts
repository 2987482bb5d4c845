/** What the sender of a trigger last said, as a reading beside those of the target's own probes. */
import { type Incident, type Reading, type StandingTrigger, type Target, triggerProbe } from "#core/model";
import type { Parts } from "./parts.ts";

const prefix = triggerProbe("");

/** Somebody outside has a say in whether it is over. */
export function isTold({ state }: Pick<Parts, "state">, { origin, fingerprint }: Incident): boolean {
  return origin !== undefined || state.standing.triggersOf(fingerprint).length > 0;
}

/** Those whose senders say that it goes on. */
export function firingOf({ state }: Pick<Parts, "state">, { fingerprint }: Pick<Incident, "fingerprint">) {
  return state.standing.triggersOf(fingerprint).filter(({ endsBy }) => endsBy === "sender");
}

export function isAskedFor({ state }: Pick<Parts, "state">, { fingerprint }: Incident): boolean {
  return state.standing.triggersOf(fingerprint).some(({ endsBy }) => endsBy === "request");
}

/** Whether coming back is something new each time: its rule says so, or it is asked for again and again. */
export function returnsAreNews({ detector }: Pick<Parts, "detector">, { type, origin }: Incident): boolean {
  return detector().rule(type)?.returns === "news" || origin?.kind === "schedule" || origin?.kind === "human";
}

export function isTriggerProbe(probe: string): boolean {
  return probe.startsWith(prefix);
}

/** The probe that stands for those who told of it. */
export function triggerProbeOf({ state }: Pick<Parts, "state">, { origin, fingerprint }: Incident): string {
  return triggerProbe(origin?.source ?? state.standing.triggersOf(fingerprint)[0]?.source ?? "trigger");
}

/** `firing: false` is as good as a good reading: whoever saw the trouble says that it is over. */
export function triggerReading(parts: Parts, incident: Incident): Reading {
  const firing = firingOf(parts, incident);
  const reading = {
    target: incident.target,
    probe: triggerProbeOf(parts, incident),
    takenAt: parts.platform.clock.now(),
    available: true,
    values: { firing: firing.length > 0 },
    latencyMs: 0,
  };
  const [first] = firing;
  return first === undefined ? reading : { ...reading, error: stillSays(first) };
}

export function stillSays({ source, title }: StandingTrigger): string {
  return `${source} still says: ${title}`;
}

/** Fresh readings of all that can say whether it is over. */
export async function freshReadings(parts: Parts, incident: Incident, target: Target): Promise<readonly Reading[]> {
  const own = await parts.sensing.probeNow(target.id);
  return isTold(parts, incident) ? [...own, triggerReading(parts, incident)] : own;
}
