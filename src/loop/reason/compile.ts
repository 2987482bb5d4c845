/** Compiles a strategy into a plan: every reference resolved, every input checked, nothing left to choose. */
import { canonicalJson, resolveReferences, sha256 } from "#core/lib";
import {
  ChironError,
  type Incident,
  type Plan,
  type PlanStep,
  type RegisteredRunbook,
  type Risk,
  risks,
  type Step,
  type Strategy,
  type Target,
} from "#core/model";
import type { Ids } from "#core/platform";

/** What planning must know of an action. */
export interface ActionFacts {
  readonly name: string;
  readonly risk: Risk;
  /** Whether a step with this input may simply be done again. */
  isIdempotent(input: Readonly<Record<string, unknown>>): boolean;
  readonly restartsOwnService: boolean;
  readonly changesNothing: boolean;
  /** What a step with this input could lose for good, in words. */
  mayLose(input: Readonly<Record<string, unknown>>): string | undefined;
  /** Whether what it did can be taken back. */
  readonly undoable: boolean;
  /** Checks an input by the action's schema; throws ChironError("bad_config"). */
  parse(input: unknown): Readonly<Record<string, unknown>>;
}

export type ActionCatalog = (name: string) => ActionFacts | undefined;

export function compilePlan(
  incident: Incident,
  target: Target,
  registered: RegisteredRunbook,
  strategy: Strategy,
  means: { readonly actions: ActionCatalog; readonly ids: Ids; readonly now: number },
): Plan {
  const { runbook } = registered;
  const steps = stepsOf(strategy, target, means.actions);
  const risk = highestRisk([strategy.risk ?? runbook.risk, ...steps.map((step) => step.risk)]);
  const content = {
    incident: incident.id,
    target: target.id,
    anomaly: incident.type,
    runbook: runbook.id,
    runbookVersion: runbook.version,
    runbookHash: registered.hash,
    strategy: strategy.name,
    steps,
    validate: strategy.validate ?? null,
    risk,
    timeoutMs: runbook.limits.timeout,
  };
  return {
    ...content,
    id: means.ids.next("plan"),
    parent: incident.plan?.id ?? null,
    attempt: incident.attempts + 1,
    hash: planHash(content),
    proposedAt: means.now,
    ...(registered.proposedBy === undefined ? {} : { proposedBy: registered.proposedBy }),
  };
}

/** What an approval is bound to: everything that will be done, to what, and by which runbook content. */
export function planHash(
  plan: Pick<Plan, "incident" | "target" | "runbookHash" | "strategy" | "steps" | "validate">,
): string {
  const { incident, target, runbookHash, strategy, steps, validate } = plan;
  return sha256(canonicalJson({ incident, target, runbookHash, strategy, steps, validate }));
}

/**
 * Runbook and target are as they were read until a reload brings others, so that their steps come out the same every time; and
 * while a service is down, checking a whole service declaration again counts.
 */
const compiledSteps = new WeakMap<Strategy, WeakMap<Target, readonly PlanStep[]>>();

function stepsOf(strategy: Strategy, target: Target, actions: ActionCatalog): readonly PlanStep[] {
  const byTarget = compiledSteps.get(strategy) ?? new WeakMap<Target, readonly PlanStep[]>();
  compiledSteps.set(strategy, byTarget);
  let steps = byTarget.get(target);
  if (steps === undefined) {
    steps = strategy.steps.map((step, index) => compileStep(step, index, target, actions));
    byTarget.set(target, steps);
  }
  return steps;
}

function compileStep(step: Step, index: number, target: Target, actions: ActionCatalog): PlanStep {
  const action = actions(step.action);
  if (action === undefined) {
    throw new ChironError("bad_config", `step ${index + 1} names the action ${step.action}, which is not registered`);
  }
  const input = action.parse(resolveReferences(step.with, target));
  const mayLose = action.mayLose(input);
  return {
    index,
    action: action.name,
    input,
    timeoutMs: step.timeout,
    risk: action.risk,
    idempotent: action.isIdempotent(input),
    restartsOwnService: action.restartsOwnService,
    ...(action.changesNothing ? { changesNothing: true } : {}),
    ...(mayLose === undefined ? {} : { mayLose }),
  };
}

function highestRisk(list: readonly Risk[]): Risk {
  return list.reduce((highest, risk) => (risks.indexOf(risk) > risks.indexOf(highest) ? risk : highest), "low");
}
