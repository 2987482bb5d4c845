/** Parts that sample events are made of. */
import type { Evidence, Outcome, Plan, Proof, Reading, Verdict } from "#core/model";

/** 2026-03-01 12:00:00 UTC */
export const start = Date.UTC(2026, 2, 1, 12);

export const reading: Reading = {
  target: "web",
  probe: "process",
  takenAt: start,
  available: true,
  values: { running: false, serving: false },
  latencyMs: 0.2,
};

export const evidence: Evidence = { condition: "reading.values.running == false", reading, thresholds: {} };

export const goodProof: Proof = {
  good: true,
  reason: "process, http read good again",
  readings: [{ ...reading, takenAt: start + 60, values: { running: true, serving: true } }],
  takenAt: start + 60,
};

export function planFor(incident: string): Plan {
  return {
    id: "plan-1",
    parent: null,
    incident,
    target: "web",
    anomaly: "process_dead",
    runbook: "rb-restart-service",
    runbookVersion: 1,
    runbookHash: "a".repeat(64),
    strategy: "restart",
    attempt: 1,
    steps: [
      {
        index: 0,
        action: "service.restart",
        input: { service: "web" },
        timeoutMs: 30_000,
        risk: "low",
        idempotent: true,
        restartsOwnService: true,
      },
    ],
    validate: "reading.values.running && reading.values.serving",
    risk: "low",
    timeoutMs: 300_000,
    hash: "0123456789abcdef".repeat(4),
    proposedAt: start,
  };
}

export function approval(incident: string): Verdict {
  const { id, hash } = planFor(incident);
  return {
    plan: id,
    planHash: hash,
    decision: "approve",
    notes: [
      {
        policy: "autonomy",
        severity: "inform",
        kind: "restart_is_approved",
        message: "restarting web is approved by its owner (autonomy: auto)",
        evidence: {},
      },
    ],
    judgedAt: start + 3,
    at: "proposal",
  };
}

export function outcomeOf(incident: string): Outcome {
  const { target, anomaly, runbook, runbookVersion, runbookHash, strategy, id } = planFor(incident);
  return {
    ...{ incident, target, anomaly, runbook, runbookVersion, runbookHash, strategy, plan: id },
    targetKind: "service",
    actions: ["service.restart"],
    result: "recovered",
    durationMs: 55,
    recoveryMs: 61,
    verifiedBy: ["process", "http"],
    effectiveness: 1,
    recordedAt: start + 61,
  };
}
