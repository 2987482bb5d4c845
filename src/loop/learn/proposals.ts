/** Changes to a runbook that an incident speaks for. Each changes one thing, and is a proposal. */
import {
  type Amendment,
  type AmendmentEdit,
  formatDuration,
  type Plan,
  type RegisteredRunbook,
  type Runbook,
  type StoredEvent,
} from "#core/model";
import { edited } from "./edit.ts";

const longestTimeoutMs = 1_800_000;
/** A step that ended this near to its time was ended by it. */
const atItsTime = 0.95;

export type Proposal = Omit<Amendment, "id" | "decision">;

/** `tried`: plans of which at least one step ran, in order. */
export function proposalsFrom(
  tried: readonly Plan[],
  events: readonly StoredEvent[],
  find: (id: string) => RegisteredRunbook | undefined,
): readonly Proposal[] {
  const ids = [...new Set(tried.map(({ runbook }) => runbook))];
  const found = ids.flatMap((id) => {
    const registered = find(id);
    const own = tried.filter((plan) => plan.runbook === id && plan.runbookHash === registered?.hash);
    return registered === undefined
      ? []
      : [firstWhatWorked(registered, own, events), longerTimeout(registered, own, events)];
  });
  return found.filter((one) => one !== undefined);
}

function firstWhatWorked(
  { runbook, hash }: RegisteredRunbook,
  tried: readonly Plan[],
  events: readonly StoredEvent[],
): Proposal | undefined {
  const recovered = events.findLast(
    (one) => one.type === "outcome.recorded" && one.data.outcome.result === "recovered",
  );
  const worked = recovered?.type === "outcome.recorded" ? recovered.data.outcome : undefined;
  const at = runbook.strategies.findIndex(({ name }) => name === worked?.strategy);
  const strategy = runbook.strategies[at];
  const failed = runbook.strategies
    .slice(0, Math.max(at, 0))
    .filter(({ name }) => tried.some((plan) => plan.strategy === name));
  if (worked?.runbook !== runbook.id || strategy === undefined || failed.length === 0) return undefined;
  return {
    runbook: runbook.id,
    from: hash,
    change: `try "${strategy.name}" first`,
    why: `${failed.map(({ name }) => `"${name}"`).join(", ")} did not help, and "${strategy.name}" did`,
    ...changed(runbook, { kind: "first", strategy: strategy.name }),
  };
}

function longerTimeout(
  { runbook, hash }: RegisteredRunbook,
  tried: readonly Plan[],
  events: readonly StoredEvent[],
): Proposal | undefined {
  for (const one of events) {
    if (one.type !== "step.finished" || one.data.end !== "failed" || one.data.undo) continue;
    const { plan: id, index, durationMs } = one.data;
    const plan = tried.find((candidate) => candidate.id === id);
    const strategy = runbook.strategies.find(({ name }) => name === plan?.strategy);
    const step = strategy?.steps[index];
    if (strategy === undefined || step === undefined || durationMs < step.timeout * atItsTime) continue;
    const timeout = Math.min(longestTimeoutMs, step.timeout * 2);
    if (timeout <= step.timeout) continue;
    return {
      runbook: runbook.id,
      from: hash,
      change: `give step ${index + 1} of "${strategy.name}" (${step.action}) ${formatDuration(timeout)} in place of ${formatDuration(step.timeout)}`,
      why: `it was ended by its time, after ${formatDuration(durationMs)}`,
      ...changed(runbook, {
        ...{ kind: "timeout", strategy: strategy.name, step: index, action: step.action, timeoutMs: timeout },
      }),
    };
  }
  return undefined;
}

function changed(runbook: Runbook, edit: AmendmentEdit): Required<Pick<Proposal, "edit" | "definition">> {
  const strategies = edited(runbook.strategies, edit);
  return { edit, definition: { ...runbook, version: runbook.version + 1, strategies } };
}
