/**
 * The executor makes no choices: the plan says what, in which order, with what input. It journals "started" durably before a step
 * and its end after it, ends what takes too long, and on failure undoes what was done, in reverse.
 */
import {
  type Action,
  type ActionContext,
  type ActionResult,
  type ApprovedPlan,
  ChironError,
  effectIdOf,
  formatDuration,
  messageOf,
  type Plan,
  type PlanStep,
  type StepEnd,
  type Target,
} from "#core/model";
import type { Clock } from "#core/platform";

/** Where steps are written down. Resolves only once the record is durable. */
export interface Journal {
  started(record: StepStart): Promise<void>;
  finished(record: StepStart, end: StepEnd, result: ActionResult | null, durationMs: number): Promise<void>;
  /** Whether this effect was ever started: a repeat is recognised and refused. */
  knows(effect: string): boolean;
}

export interface StepStart {
  readonly plan: Plan;
  readonly step: PlanStep;
  readonly effect: string;
  readonly undo: boolean;
}

export interface Execution {
  readonly end: "done" | "failed";
  /** Why it failed, in words. */
  readonly reason: string;
  /** Whether everything that was done before the failure was put back; true when nothing had to be. */
  readonly undone: boolean;
}

export interface ExecuteOptions {
  readonly target: Target;
  readonly signal: AbortSignal;
  /** Where to go on after a crash: steps before it are done already. */
  readonly from?: { readonly step: number; readonly attempt: number };
}

export interface Executor {
  execute(approved: ApprovedPlan, options: ExecuteOptions): Promise<Execution>;
  /** Undoes what a plan has done, in reverse; for a strategy that ran through but did not help. */
  undo(plan: Plan, target: Target, doneSteps: readonly PlanStep[]): Promise<boolean>;
}

export interface ExecutorMeans {
  readonly actions: ReadonlyMap<string, Action>;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The guard's own memory of what it admitted. */
  readonly isAdmitted: (approved: ApprovedPlan) => boolean;
  readonly spend: (approved: ApprovedPlan) => void;
  readonly context: (target: Target, effect: string, signal: AbortSignal) => ActionContext;
  /** Asked right before each action, undos too: throws when another engine has taken this one's place. */
  readonly fence?: (effect: string) => void;
}

/** An action that does not even react to being ended is left behind after this long; its step has failed. */
const abandonAfterMs = 10_000;
const undoTimeoutMs = 60_000;

export function createExecutor(means: ExecutorMeans): Executor {
  const undo = async (plan: Plan, target: Target, doneSteps: readonly PlanStep[]): Promise<boolean> => {
    let undone = true;
    for (const step of [...doneSteps].reverse()) {
      const action = means.actions.get(step.action);
      if (action?.undo === undefined) continue;
      const effect = `${effectIdOf(plan, step.index)}/undo`;
      if (means.journal.knows(effect)) continue;
      const result = await runStep(means, { plan, step, effect, undo: true }, target, undoTimeoutMs, neverAborted());
      if (!result.success) undone = false;
    }
    return undone;
  };

  return {
    undo,
    async execute(approved, { target, signal, from }) {
      if (!means.isAdmitted(approved)) {
        throw new ChironError("refused_by_policy", `plan ${approved.plan.id} carries no admission of the guard`);
      }
      means.spend(approved);
      const { plan } = approved;
      const started = means.clock.monotonic();
      const done: PlanStep[] = plan.steps.filter((step) => step.index < (from?.step ?? 0));
      for (const step of plan.steps.slice(from?.step ?? 0)) {
        const effect = effectIdOf(plan, step.index, step.index === from?.step ? from.attempt : 1);
        if (means.journal.knows(effect)) throw new ChironError("conflict", `effect ${effect} was started before`);
        const leftMs = plan.timeoutMs - (means.clock.monotonic() - started);
        const record: StepStart = { plan, step, effect, undo: false };
        const result =
          leftMs <= 0
            ? failure(`the plan's ${formatDuration(plan.timeoutMs)} are used up`)
            : await runStep(means, record, target, Math.min(step.timeoutMs, leftMs), signal);
        if (!result.success) {
          const undone = await undo(plan, target, [...done, step]);
          return { end: "failed", reason: `step ${step.index + 1} (${step.action}) failed: ${result.summary}`, undone };
        }
        done.push(step);
      }
      return { end: "done", reason: `${plan.steps.length} steps done`, undone: true };
    },
  };
}

async function runStep(
  means: ExecutorMeans,
  record: StepStart,
  target: Target,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ActionResult> {
  await means.journal.started(record);
  const startedAt = means.clock.monotonic();
  const result = await runBounded(means, record, target, timeoutMs, signal);
  const durationMs = means.clock.monotonic() - startedAt;
  await means.journal.finished(record, result.success ? "done" : "failed", result, durationMs);
  return result;
}

/** Runs the action; ends it at the timeout, and gives up on it when it does not react to that either. */
async function runBounded(
  means: ExecutorMeans,
  { step, effect, undo }: StepStart,
  target: Target,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ActionResult> {
  const action = means.actions.get(step.action);
  if (action === undefined) return failure(`the action ${step.action} is not registered`);
  const ending = new AbortController();
  const end = (reason: string) => ending.abort(new ChironError("timeout", reason));
  const timer = means.clock.after(timeoutMs, () => end(`it took longer than ${formatDuration(timeoutMs)}`));
  const onAbort = () => end(messageOf(signal.reason));
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    const context = means.context(target, effect, ending.signal);
    // In a promise of its own, so that an action that throws at once fails its step and nothing else.
    const running = Promise.resolve()
      .then(() => {
        means.fence?.(effect);
        return undo ? action.undo?.(step.input, context) : action.run(step.input, context);
      })
      .then((result) => result ?? failure("there is nothing to undo"))
      .catch((error: unknown) => failure(messageOf(error)));
    const result = await Promise.race([running, abandoned(means.clock, ending.signal)]);
    if (!ending.signal.aborted) return result;
    return { ...result, success: false, summary: `${messageOf(ending.signal.reason)}; ${result.summary}` };
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", onAbort);
  }
}

function abandoned(clock: Clock, ending: AbortSignal): Promise<ActionResult> {
  return new Promise((resolve) => {
    const wait = () => {
      clock.after(abandonAfterMs, () => resolve(failure("it did not react to being ended and was left behind")));
    };
    if (ending.aborted) wait();
    else ending.addEventListener("abort", wait, { once: true });
  });
}

function failure(summary: string): ActionResult {
  return { success: false, summary, artifacts: [] };
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
