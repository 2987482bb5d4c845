/** What is known about an incident's target right now. */
import { combineReadings, type Incident, type Target } from "#core/model";
import type { Examination } from "#loop/verify";
import { graphOf } from "./dependencies.ts";
import type { Parts } from "./parts.ts";
import { isTold, isTriggerProbe, triggerProbeOf } from "./told.ts";

export function situationOf(parts: Parts, incident: Incident, target: Target) {
  const readings = parts.detector().readings(target.id);
  const baseline = parts.detector().baseline(target.id, incident.evidence.reading.probe);
  const now = parts.platform.clock.now();
  const anomalies = parts.state.recent.anomalies(
    target,
    graphOf(parts),
    (id) => parts.target(id)?.group,
    now,
    incident.id,
  );
  const { checks } = incident;
  return { incident, target, readings, reading: combineReadings(readings), baseline, checks, anomalies, now };
}

/**
 * Ids of the target's probes that the incident's rule looks at: the one that showed the trouble, and all others that speak of it. None, where
 * only somebody outside tells of it.
 */
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
  return declared.length > 0 || isTriggerProbe(shown) ? declared : [shown];
}

/** Whoever told of the trouble from outside is an original probe like any other; `withoutSenders` takes their word for good, for now. */
export function examinationOf(
  parts: Parts,
  incident: Incident,
  target: Target,
  validate: string | null,
  { withoutSenders = false } = {},
): Examination {
  const { clock } = parts.platform;
  const own = originalProbes(parts, incident, target);
  const senders = isTold(parts, incident) ? [triggerProbeOf(parts, incident)] : [];
  return {
    target,
    validate,
    thresholds: incident.evidence.thresholds,
    originalProbes: [...own, ...senders],
    baseline: () => parts.detector().baseline(target.id, incident.evidence.reading.probe),
    shows: (reading) => {
      if (isTriggerProbe(reading.probe)) return reading.values.firing === true && !withoutSenders ? "bad" : "good";
      return parts.detector().shows(incident.type, target, reading, clock.now());
    },
  };
}
