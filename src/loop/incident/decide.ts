/** What seeing an anomaly makes: a new incident, a refreshed one, or a return of an old trouble. */
import { traceIdOf } from "#core/lib";
import { type Anomaly, event, fingerprintOf, type Incident, type NewEvent, type Origin } from "#core/model";
import type { Ids } from "#core/platform";

/** The last ended incident of a fingerprint, as far as recurrence is concerned. */
export interface PastIncident {
  readonly episode: string;
  readonly recurrences: number;
  readonly endedAt: number;
}

/** A return soon after the recovery continues the episode and is counted (HOST-08). */
export function episodeOf(
  past: PastIncident | undefined,
  now: number,
  withinMs: number,
  ids: Ids,
): { readonly episode: string; readonly recurrences: number } {
  if (past !== undefined && now - past.endedAt <= withinMs) {
    return { episode: past.episode, recurrences: past.recurrences + 1 };
  }
  return { episode: ids.next("epi"), recurrences: 0 };
}

/** How it was found, where that was not by a probe alone. */
export interface Found {
  readonly origin?: Origin | undefined;
  readonly sessionId?: string | undefined;
}

export function open(
  anomaly: Anomaly,
  past: PastIncident | undefined,
  settings: { readonly now: number; readonly withinMs: number },
  ids: Ids,
  { origin, sessionId }: Found = {},
): { readonly id: string; readonly events: readonly NewEvent[] } {
  const id = ids.next("inc");
  const opened = event("incident.opened", {
    incident: id,
    fingerprint: fingerprintOf(anomaly.type, anomaly.target),
    type: anomaly.type,
    target: anomaly.target,
    severity: anomaly.severity,
    title: anomaly.title,
    since: anomaly.since,
    evidence: anomaly.evidence,
    flapping: anomaly.flapping,
    traceId: traceIdOf(id),
    ...episodeOf(past, settings.now, settings.withinMs, ids),
    ...(origin === undefined ? {} : { origin }),
    ...(sessionId === undefined ? {} : { sessionId }),
  });
  return { id, events: [event("anomaly.detected", { anomaly }), opened] };
}

/** Seeing it again updates the count and the evidence; it never opens a second one. */
export function refresh(incident: Incident, count: number, anomaly: Anomaly, isWorse = false): NewEvent {
  return event("incident.refreshed", {
    incident: incident.id,
    count,
    evidence: anomaly.evidence,
    flapping: anomaly.flapping,
    ...(isWorse ? { severity: anomaly.severity } : {}),
  });
}

const refreshEveryMs = 60_000;
const firstRefreshMs = 1_000;

/** A target probed every second must not fill the log: the first few sightings, then one a minute; never in a burst. */
export function worthRefreshing(incident: Incident, count: number, anomaly: Anomaly, now: number): boolean {
  const quietMs = now - incident.updatedAt;
  if (anomaly.flapping !== incident.flapping) return true;
  return quietMs >= refreshEveryMs || (count <= 3 && quietMs >= firstRefreshMs);
}
