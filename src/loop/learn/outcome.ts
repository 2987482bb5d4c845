/** Makes the record of one attempt. A result that nobody verified is not a success (LEARN-01). */
import { changesNothing, type Incident, type Outcome, type Plan, type Proof, type Target } from "#core/model";
import { effectivenessOf } from "./confidence.ts";

export interface Attempt {
  readonly incident: Incident;
  readonly target: Target;
  readonly plan: Plan;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly result: Outcome["result"];
  readonly proof: Proof | null;
  /** False where the strategy contains the trouble, or only looks and tells. */
  readonly repairs?: boolean;
}

export function recordOutcome(attempt: Attempt): Outcome {
  const { incident, plan, target, proof } = attempt;
  const durationMs = Math.max(0, attempt.endedAt - attempt.startedAt);
  return {
    incident: incident.id,
    target: target.id,
    targetKind: target.kind,
    anomaly: incident.type,
    runbook: plan.runbook,
    runbookVersion: plan.runbookVersion,
    runbookHash: plan.runbookHash,
    strategy: plan.strategy,
    plan: plan.id,
    actions: plan.steps.map((step) => step.action),
    result: attempt.result,
    durationMs,
    recoveryMs: Math.max(0, attempt.endedAt - incident.since),
    verifiedBy: proof?.good === true ? [...new Set(proof.readings.map((reading) => reading.probe))] : [],
    effectiveness: effectivenessOf(attempt.result, durationMs),
    ...(attempt.repairs === false || changesNothing(plan) ? { repairs: false as const } : {}),
    recordedAt: attempt.endedAt,
  };
}
