/** What is known about an incident's target right now. */
import { combineReadings, type Incident, type Target } from "#core/model";
import type { Examination } from "#loop/verify";
import type { Parts } from "./parts.ts";

export function situationOf(parts: Parts, incident: Incident, target: Target) {
  const readings = parts.detector().readings(target.id);
  const baseline = parts.detector().baseline(target.id, incident.evidence.reading.probe);
  return { incident, target, readings, reading: combineReadings(readings), baseline, now: parts.platform.clock.now() };
}

/** Ids of the target's probes that the incident's rule looks at: the one that showed the trouble, and all others that speak of it. */
export function originalProbes(parts: Parts, incident: Incident, target: Target): readonly string[] {
  const detector = parts.detector();
  const kinds = detector.rule(incident.type)?.probes ?? [];
  const readings = detector.readings(target.id);
  const now = parts.platform.clock.now();
  const shown = incident.evidence.reading.probe;
  const speaks = (probe: string): boolean => {
    const last = readings[probe];
    return probe === shown || last === undefined || detector.isAbout(incident.type, target, last, now);
  };
  const declared = target.probes.filter(({ id, kind }) => kinds.includes(kind) && speaks(id)).map(({ id }) => id);
  return declared.length > 0 ? declared : [shown];
}

export function examinationOf(parts: Parts, incident: Incident, target: Target, validate: string | null): Examination {
  const { clock } = parts.platform;
  return {
    target,
    validate,
    thresholds: incident.evidence.thresholds,
    originalProbes: originalProbes(parts, incident, target),
    baseline: () => parts.detector().baseline(target.id, incident.evidence.reading.probe),
    shows: (reading) => parts.detector().shows(incident.type, target, reading, clock.now()),
  };
}
