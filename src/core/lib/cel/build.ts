/** Reads a condition: syntax, names, types, patterns, and that it gives true or false. */
import { TypeError as CelTypeError, EvaluationError, ParseError, type ParseResult } from "@marcbachmann/cel-js";
import { messageOf } from "#core/model";
import { suggest } from "../suggest.ts";
import type { Vocabulary } from "./environment.ts";
import { type Finding, inspect, type Mention } from "./inspect.ts";

export type Built =
  | {
      readonly ok: true;
      readonly parsed: ParseResult;
      readonly thresholds: readonly Mention[];
      readonly readings: readonly Mention[];
      readonly values: readonly Mention[];
      readonly checks: readonly Mention[];
      readonly diagnosis: readonly Mention[];
    }
  | { readonly ok: false; readonly problem: Finding };

const longestSource = 4_000;

/** What an expression must give; `dyn` where that is only known once it is evaluated. */
export type Given = "bool" | "string" | "list" | "dyn";

export function build(source: string, vocabulary: Vocabulary, gives: Given = "bool"): Built {
  if (source.length > longestSource) return wrong(`is longer than ${longestSource} characters`);
  if (source.trim() === "") return wrong("is empty");
  try {
    // First for what is in it. What is parsed is bound to its environment, and that is to know the patterns, if there are any.
    const first = vocabulary.createEnvironment(new Map()).parse(source);
    const { findings, patterns, ...mentions } = inspect(first.ast, vocabulary);
    const [finding] = findings;
    if (finding !== undefined) return { ok: false, problem: finding };
    const parsed = patterns.size === 0 ? first : vocabulary.createEnvironment(patterns).parse(source);
    if (patterns.size > 0) inspect(parsed.ast, vocabulary);
    const checked = parsed.check();
    if (!checked.valid) return { ok: false, problem: problemOf(checked.error, source, vocabulary) };
    // What was measured has no type before it is read; anything but true or false is then not known.
    if (!mayGive(checked.type, gives)) {
      return wrong(`gives ${checked.type ?? "something"}, but ${wanted[gives]}`);
    }
    return { ok: true, parsed, ...mentions };
  } catch (error) {
    return { ok: false, problem: problemOf(error, source, vocabulary) };
  }
}

const wanted: Readonly<Record<Given, string>> = {
  bool: "a condition must be true or false",
  string: "a text is wanted; string(…) makes one",
  list: "a list is wanted",
  dyn: "",
};

function mayGive(type: string | undefined, gives: Given): boolean {
  if (gives === "dyn" || type === "dyn") return true;
  return gives === "list" ? type?.startsWith("list") === true : type === gives;
}

/** What the library says of an error, in one line. */
export function summaryOf(error: unknown): string {
  if (error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError)
    return error.summary;
  return messageOf(error);
}

function wrong(message: string): Built {
  return { ok: false, problem: { message, offset: 0 } };
}

function problemOf(error: unknown, source: string, { variables }: Vocabulary): Finding {
  const { code, range } = (error instanceof Error ? error : {}) as {
    readonly code?: string;
    readonly range?: { readonly start: number; readonly end: number };
  };
  const offset = Math.min(range?.start ?? 0, source.length);
  if (code === "unknown_variable") {
    const name = source.slice(offset, range?.end ?? source.length);
    const near = suggest(name, variables);
    const suggestion = near === undefined ? `there are ${variables.join(", ")}` : `did you mean "${near}"?`;
    return { message: `there is no "${name}" in conditions`, suggestion, offset };
  }
  const summary = summaryOf(error);
  if (/\bEOF\b/.test(summary)) return { message: "ends too early; something is missing", offset };
  const mixed = /\bint\b/.test(summary) && /\bdouble\b/.test(summary);
  return {
    message: `cannot be used: ${summary}`,
    ...(mixed ? { suggestion: "write whole numbers with a point here, such as 2.0" } : {}),
    offset,
  };
}
