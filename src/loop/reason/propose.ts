/** Which strategy comes next: the first, in order, that has not been tried and whose own condition holds. */
import { compileCondition } from "#core/lib";
import type { Runbook, Strategy } from "#core/model";
import type { Situation } from "./match.ts";

export interface StrategyChoice {
  readonly strategy: Strategy | undefined;
  /** Strategies passed over because their `when` does not hold, with the condition. */
  readonly passedOver: readonly { readonly name: string; readonly when: string }[];
}

export function nextStrategy(runbook: Runbook, tried: readonly string[], situation: Situation): StrategyChoice {
  const passedOver: { name: string; when: string }[] = [];
  for (const strategy of runbook.strategies) {
    if (tried.includes(strategy.name)) continue;
    if (strategy.when === undefined || applies(strategy.when, situation)) return { strategy, passedOver };
    passedOver.push({ name: strategy.name, when: strategy.when });
  }
  return { strategy: undefined, passedOver };
}

/** A condition that cannot be evaluated does not hold: a strategy that asks for something must see it. */
function applies(when: string, situation: Situation): boolean {
  if (situation.reading === undefined) return false;
  const thresholds = situation.incident.evidence.thresholds;
  const result = compileCondition(when, "runbook").evaluate({ ...situation, reading: situation.reading, thresholds });
  return "value" in result && result.value;
}
