/** A runbook as a human's instructions leave it: fewer strategies, other inputs. Its hash stays; what comes of it is judged by its plan's. */
import {
  type HumanInstructions,
  type RegisteredRunbook,
  type Risk,
  type Runbook,
  risks,
  type Step,
  type Strategy,
} from "#core/model";
import type { ActionCatalog } from "./compile.ts";

/** The same object for the same instructions, so that what was compiled for its strategies is found again. */
const known = new WeakMap<HumanInstructions, WeakMap<RegisteredRunbook, RegisteredRunbook>>();

/** Instructions are for one runbook: any other is as it was written. */
export function instructed(
  registered: RegisteredRunbook,
  instructions: HumanInstructions | null,
  actions: ActionCatalog,
): RegisteredRunbook {
  if (instructions === null || instructions.runbook !== registered.runbook.id) return registered;
  const byRunbook = known.get(instructions) ?? new WeakMap<RegisteredRunbook, RegisteredRunbook>();
  known.set(instructions, byRunbook);
  let narrowed = byRunbook.get(registered);
  if (narrowed === undefined) {
    narrowed = { ...registered, runbook: narrow(registered.runbook, instructions, actions) };
    byRunbook.set(registered, narrowed);
  }
  return narrowed;
}

/** Why instructions leave a strategy out; undefined when they do not. */
export function leftOut(
  runbook: Runbook,
  strategy: Strategy,
  { strategy: wanted, withoutStrategies, withoutActions, riskAtMost }: HumanInstructions,
  actions: ActionCatalog,
): string | undefined {
  if (wanted !== null && strategy.name !== wanted) return `"${wanted}" is asked for`;
  if (withoutStrategies.includes(strategy.name)) return "it is excluded";
  const banned = strategy.steps.find(({ action }) => withoutActions.includes(action));
  if (banned !== undefined) return `it takes ${banned.action}, which is excluded`;
  const risk = riskOf(runbook, strategy, actions);
  if (riskAtMost !== null && risks.indexOf(risk) > risks.indexOf(riskAtMost)) return `its risk is ${risk}`;
  return undefined;
}

function narrow(runbook: Runbook, instructions: HumanInstructions, actions: ActionCatalog): Runbook {
  const strategies = runbook.strategies
    .filter((strategy) => leftOut(runbook, strategy, instructions, actions) === undefined)
    .map((strategy) => withInputs(strategy, instructions));
  return { ...runbook, strategies };
}

function withInputs(strategy: Strategy, { inputs }: HumanInstructions): Strategy {
  const meant = (step: Step, index: number) =>
    inputs.filter(
      (one) =>
        one.action === step.action &&
        (one.strategy ?? strategy.name) === strategy.name &&
        (one.step === undefined || one.step === index),
    );
  const steps = strategy.steps.map((step, index) => {
    const other = meant(step, index);
    return other.length === 0
      ? step
      : { ...step, with: Object.assign({}, step.with, ...other.map(({ input }) => input)) };
  });
  return { ...strategy, steps };
}

function riskOf(runbook: Runbook, strategy: Strategy, actions: ActionCatalog): Risk {
  const all = [strategy.risk ?? runbook.risk, ...strategy.steps.map(({ action }) => actions(action)?.risk ?? "high")];
  return risks[Math.max(...all.map((risk) => risks.indexOf(risk)))] ?? "high";
}
