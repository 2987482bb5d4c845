/** Changes to a runbook that an incident speaks for. Each changes one thing, and is a proposal. */
import {
  type Amendment,
  formatDuration,
  type Plan,
  type RegisteredRunbook,
  type Runbook,
  type StoredEvent,
} from "#core/model";

const longestTimeoutMs = 1_800_000;
/** A step that ended this near to its time was ended by it. */
const atItsTime = 0.95;

/** `tried`: plans of which at least one step ran, in order. */
export function amendmentsFrom(
  incident: string,
  tried: readonly Plan[],
  events: readonly StoredEvent[],
  find: (id: string) => RegisteredRunbook | undefined,
): readonly Amendment[] {
  const ids = [...new Set(tried.map(({ runbook }) => runbook))];
  const found = ids.flatMap((id) => {
    const registered = find(id);
    const own = tried.filter((plan) => plan.runbook === id && plan.runbookHash === registered?.hash);
    return registered === undefined
      ? []
      : [firstWhatWorked(registered, own, events), longerTimeout(registered, own, events)];
  });
  return found
    .filter((one) => one !== undefined)
    .map((one, index) => ({ id: `amd-${incident.replace(/^inc-/, "")}-${index + 1}`, ...one }));
}

type Proposal = Omit<Amendment, "id">;

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
    definition: changed(runbook, [strategy, ...runbook.strategies.filter((one) => one !== strategy)]),
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
    const steps = strategy.steps.map((other) => (other === step ? { ...step, timeout } : other));
    return {
      runbook: runbook.id,
      from: hash,
      change: `give step ${index + 1} of "${strategy.name}" (${step.action}) ${formatDuration(timeout)} in place of ${formatDuration(step.timeout)}`,
      why: `it was ended by its time, after ${formatDuration(durationMs)}`,
      definition: changed(
        runbook,
        runbook.strategies.map((other) => (other === strategy ? { ...strategy, steps } : other)),
      ),
    };
  }
  return undefined;
}

function changed(runbook: Runbook, strategies: Runbook["strategies"]): Runbook {
  return { ...runbook, version: runbook.version + 1, strategies };
}
