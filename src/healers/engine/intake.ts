/** From readings to incidents: every reading passes the detector, every detection the lifecycle. */
import { type Anomaly, fingerprintOf, type Reading, type Target } from "#core/model";
import type { Detection } from "#loop/detect";
import { open, refresh, worthRefreshing } from "#loop/incident";
import type { Cases } from "./cases.ts";
import type { Parts } from "./parts.ts";

export interface Intake {
  onReading(reading: Reading): void;
}

/** `onOpened`: who hears of it before anything is done about it. */
export function createIntake(parts: Parts, cases: Cases, onOpened: (incident: string) => void): Intake {
  /** How often each open incident's anomaly was seen; the log gets only some of them. */
  const counts = new Map<string, number>();

  const onAnomaly = (anomaly: Anomaly): void => {
    const now = parts.platform.clock.now();
    const fingerprint = fingerprintOf(anomaly.type, anomaly.target);
    const standing = parts.state.byFingerprint(fingerprint);
    if (standing !== undefined) {
      const count = (counts.get(standing.id) ?? standing.count) + 1;
      counts.set(standing.id, count);
      if (worthRefreshing(standing, count, anomaly, now)) parts.record([refresh(standing, count, anomaly)]);
      return;
    }
    if (now < (parts.state.silencedUntil.get(fingerprint) ?? 0)) return;
    const { withinMs } = parts.settings().recurrence;
    const opened = open(anomaly, parts.state.past(fingerprint), { now, withinMs }, parts.platform.ids);
    parts.record(opened.events);
    onOpened(opened.id);
    cases.wake(opened.id);
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
        counts.delete(incident.id);
        cases.onCleared(incident);
        break;
      }
    }
  };

  return {
    onReading(reading) {
      const target = parts.target(reading.target);
      if (target === undefined) return;
      const warmth = { startedAt: parts.state.services.get(target.id)?.startedAt ?? null };
      const detections = parts.detector().observe(target, reading, parts.platform.clock.now(), warmth);
      for (const detection of detections) onDetection(target, detection);
    },
  };
}
