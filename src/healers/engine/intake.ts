/** From readings to incidents: every reading passes the detector, every detection the lifecycle. */
import {
  type Anomaly,
  fingerprintOf,
  type NewEvent,
  type Origin,
  type Reading,
  type Severity,
  severities,
  type Target,
} from "#core/model";
import type { Detection } from "#loop/detect";
import { open, refresh, worthRefreshing } from "#loop/incident";
import type { Cases } from "./cases.ts";
import type { Parts } from "./parts.ts";
import type { Telling } from "./telling.ts";
import { firingOf } from "./told.ts";
import { sessionOf } from "./triggers/index.ts";

type Along = (incident: string) => readonly NewEvent[];

export interface Intake {
  onReading(reading: Reading): void;
  /**
   * An anomaly that somebody outside tells of. Gives its incident; null while its fingerprint is dismissed. `along`: what is to be on record
   * about a new one, in the same commit as its opening.
   */
  see(anomaly: Anomaly, origin: Origin, along: Along): string | null;
}

/** `onOpened`: who hears of it before anything is done about it. */
export function createIntake(
  parts: Parts,
  cases: Cases,
  telling: Telling,
  onOpened: (incident: string) => void,
): Intake {
  /** How often each open incident's anomaly was seen; the log gets only some of them. */
  const counts = new Map<string, number>();

  const onAnomaly = (anomaly: Anomaly, origin?: Origin, along: Along = () => []): string | null => {
    const now = parts.platform.clock.now();
    const fingerprint = fingerprintOf(anomaly.type, anomaly.target);
    const standing = parts.state.byFingerprint(fingerprint);
    if (standing !== undefined) {
      const count = (counts.get(standing.id) ?? standing.count) + 1;
      counts.set(standing.id, count);
      const isWorse = origin !== undefined && rankOf(anomaly.severity) > rankOf(standing.severity);
      if (isWorse || worthRefreshing(standing, count, anomaly, now))
        parts.record([refresh(standing, count, anomaly, isWorse)]);
      // What was told as a trifle, or not yet, may be worth more now.
      if (isWorse && standing.state === "escalated") telling.escalated(standing.id);
      return standing.id;
    }
    if (now < (parts.state.silencedUntil.get(fingerprint) ?? 0)) return null;
    const id = openFor(parts, anomaly, origin, along);
    onOpened(id);
    cases.wake(id);
    return id;
  };

  const onDetection = (target: Target, detection: Detection): void => {
    switch (detection.kind) {
      case "suspected":
        parts.sensing.suspect(target.id);
        break;
      case "dismissed":
        parts.sensing.calm(target.id);
        break;
      case "raised":
        parts.sensing.calm(target.id);
        onAnomaly(detection.anomaly);
        break;
      case "seen":
        onAnomaly(detection.anomaly);
        break;
      case "cleared": {
        const incident = parts.state.byFingerprint(fingerprintOf(detection.type, detection.target));
        if (incident === undefined) return;
        // Whoever told of it from outside has a say, too.
        if (firingOf(parts, incident).length > 0) return;
        counts.delete(incident.id);
        cases.onCleared(incident);
        break;
      }
    }
  };

  return {
    see: onAnomaly,
    onReading(reading) {
      const target = parts.target(reading.target);
      if (target === undefined) return;
      const warmth = { startedAt: parts.state.services.get(target.id)?.startedAt ?? null };
      const detections = parts.detector().observe(target, reading, parts.platform.clock.now(), warmth);
      for (const detection of detections) onDetection(target, detection);
    },
  };
}

function openFor(parts: Parts, anomaly: Anomaly, origin: Origin | undefined, along: Along): string {
  const { withinMs } = parts.settings().recurrence;
  const past = parts.state.past(fingerprintOf(anomaly.type, anomaly.target));
  const found = { origin, sessionId: sessionOf(parts, anomaly.target) };
  const opened = open(anomaly, past, { now: parts.platform.clock.now(), withinMs }, parts.platform.ids, found);
  parts.record([...opened.events, ...along(opened.id)]);
  return opened.id;
}

function rankOf(severity: Severity): number {
  return severities.indexOf(severity);
}
