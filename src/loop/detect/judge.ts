/** One reading against one rule: bad, good, or not known. */
import type { CompiledCondition } from "#core/lib";
import { type AnomalyRule, type Baseline, kindOf, type Reading, type Target } from "#core/model";

export type RuleVerdict = "bad" | "good" | "unknown";

/** A rule with its conditions compiled once. */
export interface CompiledRule {
  readonly rule: AnomalyRule;
  readonly about: CompiledCondition | undefined;
  readonly given: CompiledCondition | undefined;
  readonly when: CompiledCondition;
  readonly clearWhen: CompiledCondition | undefined;
  readonly confirmWhen: CompiledCondition | undefined;
}

export interface Sight {
  readonly target: Target;
  readonly reading: Reading;
  /** The newest reading of each probe of the target, by the probe's names. */
  readonly readings: Readonly<Record<string, Reading>>;
  /** What is normal for this probe of this target; undefined while too little is known. */
  readonly baseline: Baseline | undefined;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly now: number;
}

/** `raised` selects the hysteresis: what is needed to end an anomaly may differ from what starts it. */
export function judgeReading(compiled: CompiledRule, sight: Sight, raised: boolean): RuleVerdict {
  if (!sight.reading.available && !isFault(compiled.rule, sight)) return "unknown";
  // Not the rule's business, or not right now. That is not "good": it must neither clear anything nor count as warmed up.
  if (!isAbout(compiled, sight)) return "unknown";
  if (compiled.given !== undefined && !isKnownToHold(compiled.given, sight)) return "unknown";
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

/** Whether no answer is the fault itself. */
function isFault({ unavailable }: AnomalyRule, { reading, target }: Sight): boolean {
  if (typeof unavailable === "string") return unavailable === "bad";
  return unavailable.includes(kindOf(reading, target));
}

/** Whether the reading is one that the rule speaks of at all. */
export function isAbout({ about }: CompiledRule, sight: Sight): boolean {
  return about === undefined || isKnownToHold(about, sight);
}

/** What cannot be evaluated does not hold. */
export function isKnownToHold(condition: CompiledCondition | undefined, sight: Sight): boolean {
  if (condition === undefined) return false;
  const result = condition.evaluate(sight);
  return "value" in result && result.value;
}
