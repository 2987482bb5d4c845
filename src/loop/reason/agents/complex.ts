/**
 * Complex: nothing is known to fit, so a hypothesis is tried, and only where it can do no harm: what ended similar troubles before, if
 * every step of it can be taken back or changes nothing, at low risk. Else it is a suggestion for whoever is called.
 */
import { isReference } from "#core/lib";
import type { Hypothesis, RegisteredRunbook, Strategy, Target } from "#core/model";
import type { ActionCatalog } from "../compile.ts";
import { whyNot } from "../propose.ts";
import type { Agent, View } from "./agent.ts";

export const complex: Agent = (view) => {
  const suggestions: string[] = [];
  for (const hypothesis of view.hypotheses) {
    const found = trialOf(view, hypothesis);
    if (found === undefined) continue;
    if (found.why === undefined) {
      const { registered, strategy } = found;
      const why = `${view.route.why.replace(/\.$/, "")}; ${hypothesis.statement}, and it can be taken back.`;
      return { kind: "plan", registered, strategy, why };
    }
    suggestions.push(`${found.registered.runbook.id} (${found.strategy.name}) might help, but ${found.why}`);
  }
  return { kind: "human", reason: [view.route.why.replace(/\.$/, ""), ...suggestions].join("; ") };
};

interface Trial {
  readonly registered: RegisteredRunbook;
  readonly strategy: Strategy;
  /** Why it may only be suggested; undefined when it may be tried. */
  readonly why: string | undefined;
}

function trialOf(view: View, { source, runbook, strategy: name }: Hypothesis): Trial | undefined {
  if (source !== "episode" || runbook === null || name === null) return undefined;
  const registered = view.find(runbook);
  const strategy = registered?.runbook.strategies.find((one) => one.name === name);
  if (registered === undefined || strategy === undefined) return undefined;
  const { kinds } = registered.runbook;
  const { kind } = view.target;
  const why =
    (view.incident.triedStrategies.includes(name) ? "it was tried already" : undefined) ??
    (kinds !== undefined && !kinds.includes(kind) ? `it is not meant for a ${kind}` : undefined) ??
    view.objection(registered, strategy) ??
    whyNot(registered.runbook, strategy, view.situation) ??
    whyNotTried(registered, strategy, view.target, view.actions);
  return { registered, strategy, why };
}

/** Why it is more than a trial: something in it cannot be taken back, or is a risk. */
export function whyNotTried(
  { runbook }: RegisteredRunbook,
  strategy: Strategy,
  target: Target,
  actions: ActionCatalog,
): string | undefined {
  const risk = strategy.risk ?? runbook.risk;
  if (risk !== "low") return `its risk is ${risk}`;
  for (const step of strategy.steps) {
    const action = actions(step.action);
    if (action === undefined) return `${step.action} is not registered`;
    if (action.risk !== "low") return `the risk of ${step.action} is ${action.risk}`;
    if (!action.undoable && !action.changesNothing) return `${step.action} cannot be taken back`;
    const foreign = Object.values(step.with).some(
      (value) => isReference(value) && value.startsWith("$target.settings."),
    );
    if (foreign && Object.keys(target.settings).length === 0)
      return `${step.action} needs settings that ${target.id} does not have`;
  }
  return undefined;
}
