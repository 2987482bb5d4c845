/** Where a repair stands that an earlier engine left in the middle: read off the journal alone. */
import type { Plan, PlanStep, StepRecord } from "#core/model";

export type ResumePoint =
  /** Go on with this step: everything before it is done. */
  | { readonly kind: "continue"; readonly step: PlanStep; readonly attempt: number }
  /** This step was started, and nobody knows whether it was done. */
  | {
      readonly kind: "unknown";
      readonly step: PlanStep;
      readonly effect: string;
      readonly attempt: number;
      readonly undo: boolean;
      /** Its unknown end stands in the journal already. */
      readonly recorded: boolean;
    }
  /** All steps are done; what is missing is the proof. */
  | { readonly kind: "prove" }
  | { readonly kind: "failed"; readonly reason: string };

export function resumePoint(plan: Plan, steps: readonly StepRecord[], triedStrategies: readonly string[]): ResumePoint {
  const records = steps.filter((step) => step.plan === plan.id);
  const last = records.at(-1);
  const [firstStep] = plan.steps;
  if (firstStep === undefined) return { kind: "prove" };
  if (last === undefined) return { kind: "continue", step: firstStep, attempt: 1 };
  const step = plan.steps[last.index] ?? firstStep;
  const attempt = records.filter((record) => record.index === last.index && !record.undo).length + 1;
  if (last.end === null || last.end === "unknown") {
    const { effect, undo } = last;
    return { kind: "unknown", step, effect, attempt, undo, recorded: last.end === "unknown" };
  }
  if (last.undo || last.end === "failed" || triedStrategies.includes(plan.strategy)) {
    return { kind: "failed", reason: last.result?.summary ?? `step ${last.index + 1} (${last.action}) failed` };
  }
  const following = plan.steps[last.index + 1];
  return following === undefined ? { kind: "prove" } : { kind: "continue", step: following, attempt: 1 };
}
