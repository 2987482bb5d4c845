/** Folds events into an incident. Total: an event that says nothing of an incident leaves it as it is. */
import {
  type EventData,
  endStates,
  type Incident,
  type NewEvent,
  type StepRecord,
  type StoredEvent,
} from "#core/model";
import { advised, takenUp } from "./advice.ts";
import { learn, nothingKnown, violations } from "./knowledge.ts";
import { summarise } from "./summary.ts";

export function evolve(incident: Incident | undefined, stored: StoredEvent): Incident | undefined {
  if (stored.type === "incident.opened") return opened(stored.data, stored.at);
  if (incident === undefined) return undefined;
  const change = changeOf(incident, stored, stored.at);
  if (change === undefined) return incident;
  const next = { ...incident, ...change, updatedAt: stored.at };
  return { ...next, summary: summarise(next) };
}

function opened(data: EventData["incident.opened"], at: number): Incident {
  const incident: Incident = {
    id: data.incident,
    fingerprint: data.fingerprint,
    type: data.type,
    target: data.target,
    severity: data.severity,
    state: "detected",
    episode: data.episode,
    recurrences: data.recurrences,
    title: data.title,
    since: data.since,
    openedAt: at,
    updatedAt: at,
    endedAt: null,
    count: 1,
    lastSeenAt: at,
    evidence: data.evidence,
    flapping: data.flapping,
    domain: null,
    runbook: null,
    tier: null,
    summary: "",
    plan: null,
    triedStrategies: [],
    attempts: 0,
    verdicts: [],
    steps: [],
    approval: null,
    acknowledged: null,
    hold: null,
    outcome: null,
    dismissedReason: null,
    ...nothingKnown(data),
    ...(data.origin === undefined ? {} : { origin: data.origin }),
  };
  return { ...incident, summary: summarise(incident) };
}

/** Verdicts of one incident that are kept at hand; all of them stay in the log. */
const verdictsKept = 20;

function changeOf(incident: Incident, happened: NewEvent, at: number): Partial<Incident> | undefined {
  switch (happened.type) {
    case "incident.refreshed": {
      const { count, evidence, flapping, severity = incident.severity } = happened.data;
      return { count, evidence, flapping, severity, lastSeenAt: at };
    }
    case "incident.moved": {
      const state = happened.data.to;
      const dismissedReason = state === "dismissed" ? (incident.dismissedReason ?? happened.data.reason) : null;
      const endedAt = endStates.has(state) ? at : null;
      return { state, hold: null, endedAt, dismissedReason, ...takenUp(incident, happened.data) };
    }
    case "incident.routed": {
      const { domain, runbook, confidence, entropy, why } = happened.data;
      return { domain, runbook, confidence, entropy, why };
    }
    case "incident.diagnosed":
    case "incident.inhibited":
    case "incident.inhibits":
    case "incident.uninhibited":
      return learn(incident, happened, at);
    case "incident.held":
      return { hold: happened.data.hold };
    case "incident.awaited":
      return { awaited: { plan: happened.data.plan, until: happened.data.until } };
    case "incident.tiered":
      return { tier: happened.data.tier };
    case "incident.dismissed":
      return { dismissedReason: happened.data.reason };
    case "incident.verified": {
      const { isRight, reason } = happened.data;
      return { humanVerification: { by: (happened as StoredEvent).actor, at, isRight, reason } };
    }
    case "incident.acknowledged": {
      const { until, reason } = happened.data;
      return { acknowledged: { by: (happened as StoredEvent).actor, at, until, reason } };
    }
    case "plan.proposed":
      return { plan: happened.data.plan, approval: null };
    case "plan.judged":
    case "plan.failed":
    case "plan.reflected":
      return planned(incident, happened);
    case "approval.asked":
      return { approval: happened.data.approval };
    case "approval.answered": {
      if (incident.approval?.id !== happened.data.approval) return undefined;
      const { status, reason, instructions } = happened.data;
      const answeredBy = (happened as StoredEvent).actor;
      const approval = { ...incident.approval, status, reason, answeredAt: at, answeredBy };
      return instructions === undefined ? { approval } : { approval, humanOverrideInstructions: instructions };
    }
    case "step.started":
    case "step.finished":
      return { steps: recordStep(incident.steps, happened, at), hold: null };
    case "outcome.recorded":
      return { outcome: happened.data.outcome };
    default:
      return advised(incident, happened);
  }
}

type PlanEvent = Extract<NewEvent, { type: "plan.judged" | "plan.failed" | "plan.reflected" }>;

function planned(incident: Incident, happened: PlanEvent): Partial<Incident> {
  switch (happened.type) {
    case "plan.judged":
      return {
        verdicts: [...incident.verdicts, happened.data.verdict].slice(-verdictsKept),
        policyViolations: violations(incident.policyViolations, happened.data.verdict),
      };
    case "plan.failed":
      return {
        triedStrategies: [...incident.triedStrategies, happened.data.strategy],
        attempts: incident.attempts + 1,
        lastFailure: happened.data.reason,
      };
    case "plan.reflected": {
      const { violation, reflection, maxReflections } = happened.data;
      const violations = [...(incident.violations ?? []), violation];
      return { plan: null, approval: null, violations, reflectionCount: reflection, maxReflections };
    }
  }
}

function recordStep(
  steps: readonly StepRecord[],
  happened: Extract<NewEvent, { type: "step.started" | "step.finished" }>,
  at: number,
): readonly StepRecord[] {
  const { effect, plan, index, action, undo } = happened.data;
  if (happened.type === "step.started") {
    return [...steps, { effect, plan, index, action, undo, startedAt: at, endedAt: null, end: null, result: null }];
  }
  const { end, result } = happened.data;
  return steps.map((step) => (step.effect === effect ? { ...step, endedAt: at, end, result } : step));
}
