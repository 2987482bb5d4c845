/** One condition: checked when it is loaded, compiled once, evaluated on every reading. */
import {
  type Baseline,
  type CheckResult,
  ChironError,
  type Reading,
  type RecentAnomaly,
  type Target,
} from "#core/model";
import { build, summaryOf } from "./build.ts";
import { readingVocabulary } from "./environment.ts";
import type { Finding, Mention } from "./inspect.ts";

export interface ConditionFacts {
  readonly reading: Reading;
  /** The newest reading of each probe of the target, by the probe's names. */
  readonly readings: Readonly<Record<string, Reading>>;
  readonly target: Target;
  readonly thresholds: Readonly<Record<string, number>>;
  /** What is normal for the probe of the reading; undefined while too little is known, so that nothing can be said of it. */
  readonly baseline?: Baseline | undefined;
  /** Absent where nothing was diagnosed, so that nothing can be said of it. */
  readonly checks?: Readonly<Record<string, Pick<CheckResult, "ok" | "finding" | "values">>>;
  readonly anomalies?: readonly RecentAnomaly[];
  readonly now: number;
}

export interface CompiledCondition {
  readonly source: string;
  /** An error (a value that is missing, a type that does not fit) is not "false": it is not known. */
  evaluate(facts: ConditionFacts): { readonly value: boolean } | { readonly error: string };
}

export type ConditionCheck =
  /** The names that it asks of `thresholds` and `readings`, for whoever knows which there are, and of what was measured. */
  | {
      readonly ok: true;
      readonly thresholds: readonly Mention[];
      readonly readings: readonly Mention[];
      readonly values: readonly Mention[];
      readonly checks: readonly Mention[];
      /** Where it speaks of what only a diagnosis knows. */
      readonly diagnosis: readonly Mention[];
    }
  | { readonly ok: false; readonly problem: Finding };

export function checkCondition(source: string): ConditionCheck {
  const built = build(source, readingVocabulary);
  if (!built.ok) return built;
  const { parsed: _, ...checked } = built;
  return checked;
}

/** By their text, which alone says what they are. Compiling takes a millisecond, and proofs ask again and again. */
const compiled = new Map<string, CompiledCondition>();
const mostCompiled = 1_000;

/** Throws ChironError("bad_config") for what `checkCondition` finds wrong. */
export function compileCondition(source: string, _purpose: "rule" | "runbook"): CompiledCondition {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const condition = compile(source);
  if (compiled.size >= mostCompiled) compiled.clear();
  compiled.set(source, condition);
  return condition;
}

function compile(source: string): CompiledCondition {
  const built = build(source, readingVocabulary);
  if (!built.ok) {
    const { message, suggestion } = built.problem;
    throw new ChironError("bad_config", `the condition ${JSON.stringify(source)} ${message}`, {
      ...(suggestion === undefined ? {} : { help: suggestion }),
    });
  }
  const { parsed } = built;
  return {
    source,
    evaluate(facts) {
      try {
        const value: unknown = parsed(facts);
        return typeof value === "boolean" ? (value ? isTrue : isFalse) : { error: "it gives neither true nor false" };
      } catch (error) {
        return { error: summaryOf(error) };
      }
    },
  };
}

/** Shared, so that an evaluation leaves nothing behind. */
const isTrue = { value: true } as const;
const isFalse = { value: false } as const;
