/** A proposed change, made to the strategies that a runbook has now. */
import { type AmendmentEdit, type Runbook, unreachable } from "#core/model";

type Strategies = Runbook["strategies"];

/** The very same list when there is nothing to change: what it is about is gone, or is so already. */
export function edited(strategies: Strategies, edit: AmendmentEdit): Strategies {
  const strategy = strategies.find(({ name }) => name === edit.strategy);
  if (strategy === undefined) return strategies;
  switch (edit.kind) {
    case "first":
      return strategies[0] === strategy ? strategies : [strategy, ...strategies.filter((one) => one !== strategy)];
    case "timeout": {
      const step = strategy.steps[edit.step];
      if (step?.action !== edit.action || step.timeout >= edit.timeoutMs) return strategies;
      const steps = strategy.steps.map((other) => (other === step ? { ...step, timeout: edit.timeoutMs } : other));
      return strategies.map((other) => (other === strategy ? { ...strategy, steps } : other));
    }
    default:
      return unreachable(edit);
  }
}
