/** One condition: read, type-checked and compiled. */
import {
  TypeError as CelTypeError,
  type Environment,
  EvaluationError,
  ParseError,
  type ParseResult,
} from "@marcbachmann/cel-js";
import { ChironError, messageOf, type Reading, type Target } from "#core/model";
import { createEnvironment, withLinearMatches } from "./environment.ts";

export interface ConditionFacts {
  readonly reading: Reading;
  readonly readings: Readonly<Record<string, Reading>>;
  readonly target: Target;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly now: number;
}

export interface CompiledCondition {
  readonly source: string;
  /** An error (a value that is missing, a type that does not fit) is not "false": it is not known. */
  evaluate(facts: ConditionFacts): { readonly value: boolean } | { readonly error: string };
}

export interface ConditionProblem {
  readonly message: string;
  /** Where in the source, from 0. */
  readonly offset: number;
}

const longestSource = 4_000;

/** Undefined when the condition is fine. */
export function checkCondition(source: string): ConditionProblem | undefined {
  if (source.length > longestSource) return { message: `is longer than ${longestSource} characters`, offset: 0 };
  try {
    const checked = environment().check(source);
    if (!checked.valid) return problemOf(checked.error);
    if (checked.type !== "bool" && checked.type !== "dyn") {
      return { message: `gives ${checked.type ?? "something"}, but a condition must be true or false`, offset: 0 };
    }
    compiledFor(environment(), source);
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}

/** Throws ChironError("bad_config") for what `checkCondition` finds wrong. */
export function compileCondition(source: string, _purpose: "rule" | "runbook"): CompiledCondition {
  const known = compiledConditions.get(source);
  if (known !== undefined) return known;
  const problem = checkCondition(source);
  if (problem !== undefined)
    throw new ChironError("bad_config", `the condition ${JSON.stringify(source)} ${problem.message}`);
  const compiled = compiledFor(environment(), source);
  const condition: CompiledCondition = {
    source,
    evaluate(facts) {
      try {
        const value: unknown = compiled(facts);
        return typeof value === "boolean" ? (value ? isTrue : isFalse) : { error: "it gives neither true nor false" };
      } catch (error) {
        return { error: summaryOf(error) };
      }
    },
  };
  if (compiledConditions.size >= conditionsKept) compiledConditions.clear();
  compiledConditions.set(source, condition);
  return condition;
}

const isTrue = { value: true } as const;
const isFalse = { value: false } as const;

/** Compiled conditions are immutable and depend on nothing but their source; this only saves the work of doing it again. */
const compiledConditions = new Map<string, CompiledCondition>();
const conditionsKept = 5_000;
let shared: Environment | undefined;

function environment(): Environment {
  shared ??= createEnvironment();
  return shared;
}

function compiledFor(env: Environment, source: string): ParseResult {
  const parsed = env.parse(source);
  return source.includes("matches") ? env.parse(withLinearMatches(parsed.ast)) : parsed;
}

function summaryOf(error: unknown): string {
  if (error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError)
    return error.summary;
  return messageOf(error);
}

function problemOf(error: unknown): ConditionProblem {
  const range = error instanceof Error && "range" in error ? (error.range as { start: number } | undefined) : undefined;
  return { message: `cannot be used: ${summaryOf(error)}`, offset: range?.start ?? 0 };
}
