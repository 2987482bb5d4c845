/** A plan is data: immutable, fully resolved, no choice left for execution time. To change one, make a child. */
import type { Risk } from "./runbook.ts";

export interface PlanStep {
  readonly index: number;
  readonly action: string;
  /** Fully resolved input; no reference is left in it. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  readonly risk: Risk;
  readonly idempotent: boolean;
  /** True when the step does no more than stop or start the target's own service. */
  readonly restartsOwnService: boolean;
  /** True when the step only looks, waits or tells. */
  readonly changesNothing?: boolean;
  /** What could be lost for good by it, in words; absent: nothing. */
  readonly mayLose?: string;
}

export interface Plan {
  readonly id: string;
  /** The plan that this one replaces, if any. */
  readonly parent: string | null;
  readonly incident: string;
  readonly target: string;
  readonly anomaly: string;
  readonly runbook: string;
  readonly runbookVersion: number;
  readonly runbookHash: string;
  readonly strategy: string;
  /** 1 for the first attempt of this incident. */
  readonly attempt: number;
  readonly steps: readonly PlanStep[];
  readonly validate: string | null;
  readonly risk: Risk;
  readonly timeoutMs: number;
  /** SHA-256 over everything above that matters to whoever approves it: target, runbook content, steps and inputs. */
  readonly hash: string;
  readonly proposedAt: number;
  /** By whom, where it is not one of the runbooks that people wrote. */
  readonly proposedBy?: "model";
}

/** Nothing has to be allowed, limited or held back for it. */
export function changesNothing({ steps }: Pick<Plan, "steps">): boolean {
  return steps.every((step) => step.changesNothing === true);
}

/** The id of one effect on the world; derived, so that a repeat is recognised and refused. */
export function effectIdOf(plan: Pick<Plan, "incident" | "id">, stepIndex: number, attempt = 1): string {
  return `${plan.incident}/${plan.id}/${stepIndex}/${attempt}`;
}

export type StepEnd = "done" | "failed" | "unknown";

/** The journal's record of one step. `unknown`: we died in the middle of it. */
export interface StepRecord {
  readonly effect: string;
  readonly plan: string;
  readonly index: number;
  readonly action: string;
  readonly undo: boolean;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly end: StepEnd | null;
  readonly result: ActionResult | null;
}

/** What an action's run returns. */
export interface ActionResult {
  readonly success: boolean;
  readonly summary: string;
  readonly artifacts: readonly Artifact[];
}

/** Something that a run left behind or touched: a pid, a file, captured output. */
export interface Artifact {
  readonly kind: "process" | "file" | "output" | "message";
  readonly name: string;
  readonly detail?: string;
}

/** What one step would do, in words, found out without changing anything. */
export interface Rehearsal {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly wouldDo: string;
  /** It could not be done, or not be told. */
  readonly failed?: true;
}
