/** Events for tests of the projections, and a small fold that stands for the incident stage's own. */
import {
  type EventData,
  endStates,
  event,
  type Incident,
  type Message,
  type NewEvent,
  type Outcome,
} from "#core/model";
import type { Evolve } from "../index.ts";

export const evolveForTests: Evolve = (incident, stored) => {
  if (stored.type === "incident.opened") {
    const { incident: id, ...data } = stored.data;
    const times = { openedAt: stored.at, updatedAt: stored.at, endedAt: null, count: 1, lastSeenAt: stored.at };
    return {
      id,
      ...data,
      ...times,
      state: "detected",
      domain: null,
      runbook: null,
      tier: null,
      summary: "opened",
    } as Incident;
  }
  if (incident === undefined) return undefined;
  if (stored.type === "incident.moved") {
    const state = stored.data.to;
    return {
      ...incident,
      state,
      updatedAt: stored.at,
      endedAt: endStates.has(state) ? stored.at : null,
      summary: state,
    };
  }
  if (stored.type === "incident.tiered") return { ...incident, tier: stored.data.tier, updatedAt: stored.at };
  return incident;
};

export function opened(incident: string, more: Partial<EventData["incident.opened"]> = {}): NewEvent {
  const { type = "process_dead", target = "web" } = more;
  const reading = { target, probe: "process", takenAt: 1, available: true, values: { running: false }, latencyMs: 0 };
  return event("incident.opened", {
    incident,
    fingerprint: `${type}@${target}`,
    type,
    target,
    severity: "high",
    title: "Process dead",
    since: 1,
    evidence: { condition: "true", reading, thresholds: {} },
    flapping: false,
    episode: incident,
    recurrences: 0,
    ...more,
  });
}

export function moved(incident: string, to: Incident["state"]): NewEvent {
  return event("incident.moved", { incident, from: "detected", to, reason: "for a test" });
}

export function message(id: string, incident: string | null = null): Message {
  const text = { subject: "a subject", body: "a body", data: {} };
  return { id, route: "page", tier: 3, incident, ...text, createdAt: 5, repeat: false };
}

export function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    incident: "i1",
    target: "web",
    targetKind: "service",
    anomaly: "process_dead",
    runbook: "rb-restart-service",
    runbookVersion: 1,
    runbookHash: "h1",
    strategy: "restart",
    plan: "p1",
    actions: ["service.restart"],
    result: "recovered",
    durationMs: 12,
    recoveryMs: 30,
    verifiedBy: ["http"],
    effectiveness: 1,
    recordedAt: 10,
    ...more,
  };
}
