/** An incident with all that is on record about it: what the engine shows while it runs, and the command line from the store alone. */
import type { Incident, IncidentDetail } from "#core/model";
import { epistemicOf, type StoredEvent, transitionsOf } from "#core/model/plain";

export function incidentDetail(incident: Incident, events: readonly StoredEvent[]): IncidentDetail {
  const { id, type, target, severity, state, recurrences, domain, runbook, tier, summary } = incident;
  const { plan, verdicts, steps, outcome, evidence, approval, hold, episode, count } = incident;
  return {
    ...{ id, type, target, severity, state },
    openedAt: iso(incident.openedAt),
    updatedAt: iso(incident.updatedAt),
    endedAt: incident.endedAt === null ? null : iso(incident.endedAt),
    ...{ recurrences, domain, runbook, tier, summary },
    ...{ plan, verdicts, steps, outcome, evidence, approval, hold, episode, count },
    epistemic: epistemicOf(incident),
    acknowledged: incident.acknowledged,
    events,
    transitions: transitionsOf(events, incident.traceId),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
