/**
 * Which strategy comes next: the first, in order, that has not been tried, whose own condition holds, and for which the target
 * declares what it needs.
 */
import { compileCondition, resolveReferences } from "#core/lib";
import { ChironError, messageOf, type Runbook, type Strategy, type Target } from "#core/model";
import { factsFor, type Situation } from "./match.ts";

export interface StrategyChoice {
  readonly strategy: Strategy | undefined;
  /** Strategies that do not apply to this target now, each with the reason. */
  readonly passedOver: readonly { readonly name: string; readonly why: string }[];
}

/** `objection`: why what was refused before speaks against it; undefined when nothing does. */
export function nextStrategy(
  runbook: Runbook,
  tried: readonly string[],
  situation: Situation,
  objection: (strategy: Strategy) => string | undefined = () => undefined,
): StrategyChoice {
  const passedOver: { name: string; why: string }[] = [];
  for (const strategy of runbook.strategies) {
    if (tried.includes(strategy.name)) continue;
    const why = objection(strategy) ?? whyNot(runbook, strategy, situation);
    if (why === undefined) return { strategy, passedOver };
    passedOver.push({ name: strategy.name, why });
  }
  return { strategy: undefined, passedOver };
}

export function sayPassedOver({ name, why }: StrategyChoice["passedOver"][number]): string {
  return `"${name}" does not apply: ${why}`;
}

/** Why this strategy is none for this target now, in words; undefined when it is one. */
export function whyNot(runbook: Runbook, { when, steps }: Strategy, situation: Situation): string | undefined {
  if (when !== undefined && !applies(runbook, when, situation)) return `its condition does not hold: ${when}`;
  return lacks(steps, situation.target);
}

/** A runbook is written for many targets: a way that needs what this one does not declare is not a way for it. */
function lacks(steps: Strategy["steps"], target: Target): string | undefined {
  try {
    for (const step of steps) resolveReferences(step.with, target);
    return undefined;
  } catch (error) {
    if (error instanceof ChironError) return messageOf(error);
    throw error;
  }
}

/** A condition that cannot be evaluated does not hold: a strategy that asks for something must see it. */
function applies(runbook: Runbook, when: string, situation: Situation): boolean {
  const facts = factsFor({ runbook }, situation);
  if (facts === undefined) return false;
  const result = compileCondition(when, "runbook").evaluate(facts);
  return "value" in result && result.value;
}
