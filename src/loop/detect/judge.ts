/** One reading against one rule: bad, good, or not known. */
import type { CompiledCondition } from "#core/lib";
import type { AnomalyRule, Baseline, Reading, Target } from "#core/model";

export type RuleVerdict = "bad" | "good" | "unknown";

/** A rule with its conditions compiled once. */
export interface CompiledRule {
  readonly rule: AnomalyRule;
  readonly given: CompiledCondition | undefined;
  readonly when: CompiledCondition;
  readonly clearWhen: CompiledCondition | undefined;
  readonly confirmWhen: CompiledCondition | undefined;
}

export interface Sight {
  readonly target: Target;
  readonly reading: Reading;
  /** The newest reading of each probe of the target, by the probe's kind. */
  readonly readings: Readonly<Record<string, Reading>>;
  /** What is normal for this probe of this target; undefined while too little is known. */
  readonly baseline: Baseline | undefined;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly now: number;
}

/** `raised` selects the hysteresis: what is needed to end an anomaly may differ from what starts it. */
export function judgeReading(compiled: CompiledRule, sight: Sight, raised: boolean): RuleVerdict {
  if (!sight.reading.available && compiled.rule.unavailable === "unknown") return "unknown";
  if (compiled.given !== undefined) {
    // Not the rule's business right now. That is not "good": it must neither clear anything nor count as warmed up.
    const given = compiled.given.evaluate(sight);
    if ("error" in given || !given.value) return "unknown";
  }
  if (raised && compiled.clearWhen !== undefined) {
    const cleared = compiled.clearWhen.evaluate(sight);
    if ("error" in cleared) return "unknown";
    return cleared.value ? "good" : "bad";
  }
  const wrong = compiled.when.evaluate(sight);
  // A condition that cannot be evaluated, say because a value is missing, is not known. It is never "good".
  if ("error" in wrong) return "unknown";
  return wrong.value ? "bad" : "good";
}
