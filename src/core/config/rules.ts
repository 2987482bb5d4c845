/** Anomaly rules: checked, with their conditions and the probes that they look at. */
import { type AnomalyRule, anomalyRuleSchema, type Target } from "#core/model";
import { check } from "./check.ts";
import { checkConditionAt } from "./conditions.ts";
import { didYouMean, type Gathering } from "./gathering.ts";
import type { Path, Source } from "./source/index.ts";

export interface ReadRules {
  readonly rules: readonly AnomalyRule[];
  /** False when one of them could not be read. */
  readonly isWhole: boolean;
}

export function readRules(list: readonly unknown[], source: Source, base: Path, into: Gathering): ReadRules {
  const rules: AnomalyRule[] = [];
  for (const [index, value] of list.entries()) {
    if (into.problems.isFull) break;
    const path: Path = [...base, index];
    const rule = check(anomalyRuleSchema, value, source, path, into.problems);
    if (rule === undefined) continue;
    rules.push(rule);
    checkRule(rule, source, path, into);
  }
  return { rules, isWhole: rules.length === list.length };
}

function checkRule(rule: AnomalyRule, source: Source, path: Path, into: Gathering): void {
  const { probes } = into.kinds;
  const known = { thresholds: new Set(Object.keys(rule.thresholds)), readings: new Set(probes.keys()) };
  for (const key of ["about", "given", "when", "clearWhen", "confirmWhen"] as const) {
    checkConditionAt(rule[key], known, source, [...path, key], into);
  }
  const silent = typeof rule.unavailable === "string" ? [] : rule.unavailable;
  for (const [key, names] of [["probes", rule.probes] as const, ["unavailable", silent] as const]) {
    for (const [index, probe] of names.entries()) {
      if (probes.has(probe)) continue;
      const suggestion = didYouMean(probe, probes.keys(), `there are ${[...probes.keys()].join(", ")}`);
      into.problems.push(source.problem([...path, key, index], `there is no probe "${probe}"`, { suggestion }));
    }
  }
}

/** A rule of one's own replaces a pack's rule of the same type. */
export function lastOfEach(rules: readonly AnomalyRule[]): readonly AnomalyRule[] {
  return [...new Map(rules.map((rule) => [rule.type, rule])).values()];
}

/** Whether the target is one that the rule watches. */
export function concerns(rule: AnomalyRule, target: Target): boolean {
  return (
    (rule.kinds === undefined || rule.kinds.includes(target.kind)) &&
    target.probes.some((probe) => rule.probes.includes(probe.kind))
  );
}
