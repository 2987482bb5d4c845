/** Holds data against a schema, and tells every problem at its place in the source. */
import type { z } from "zod";
import { suggest } from "#core/lib";
import type { ProblemList } from "./problems.ts";
import type { Path, Source } from "./source/index.ts";
import { keysAt, valueAt } from "./values.ts";

export interface CheckOptions {
  /** What may stand at the top, where that is more than the schema says. */
  readonly knownKeys?: readonly string[];
  /** Paths in the value about which nothing is to be said. */
  readonly ignores?: (path: Path) => boolean;
}

/** `base` is where the value stands in the source. */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  source: Source,
  base: Path,
  problems: ProblemList,
  options: CheckOptions = {},
): T | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    if (problems.isFull) break;
    if (options.ignores?.(issue.path as Path) === true) continue;
    report(issue, { schema, value, source, base, problems, knownKeys: options.knownKeys });
  }
  return undefined;
}

type Issue = z.core.$ZodIssue;

interface Checking {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly source: Source;
  readonly base: Path;
  readonly problems: ProblemList;
  readonly knownKeys: readonly string[] | undefined;
}

function report(issue: Issue, checking: Checking): void {
  const { source, base, problems } = checking;
  const inner = issue.path as Path;
  const path = [...base, ...inner];
  if (issue.code === "unrecognized_keys") {
    const known = (inner.length === 0 ? checking.knownKeys : undefined) ?? keysAt(checking.schema, inner);
    for (const key of issue.keys) {
      if (problems.isFull) return;
      problems.push(
        source.problem([...path, key], "is an unknown key", { suggestion: meant(key, known), atKey: true }),
      );
    }
    return;
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // The branch that came nearest says most: one that wants this kind of value, and finds the least wrong with it.
    const nearest = [...issue.errors].sort((a, b) => isOtherKind(a) - isOtherKind(b) || a.length - b.length)[0] ?? [];
    for (const one of nearest) report({ ...one, path: [...issue.path, ...one.path] } as Issue, checking);
    return;
  }
  const given = valueAt(checking.value, inner);
  const atKey = issue.code === "invalid_key";
  problems.push(source.problem(path, wordsFor(issue, given), { suggestion: suggestionFor(issue, given), atKey }));
}

function isOtherKind(issues: readonly Issue[]): number {
  return issues.some(({ code, path }) => code === "invalid_type" && path.length === 0) ? 1 : 0;
}

function wordsFor(issue: Issue, given: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      // What a schema says in its own words is better.
      if (!issue.message.startsWith("Invalid input"))
        return given === undefined ? `is missing: ${issue.message}` : issue.message;
      return given === undefined
        ? `is missing; ${kindOf(issue.expected)} is wanted`
        : `must be ${kindOf(issue.expected)}, not ${kindOfValue(given)}`;
    case "invalid_value":
      return given === undefined
        ? `is missing; one of ${issue.values.map(String).join(", ")} is wanted`
        : `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_key":
      return "is no name that can stand here";
    case "too_small":
      if (issue.minimum === 1 && issue.origin !== "number" && issue.origin !== "int") return "must not be empty";
      return `${sized(issue.origin, "small", "short", "few")}: at least ${issue.minimum}`;
    case "too_big":
      return `${sized(issue.origin, "large", "long", "many")}: at most ${issue.maximum}`;
    case "invalid_format":
    case "invalid_union":
    case "invalid_element":
    case "unrecognized_keys":
    case "not_multiple_of":
    case "custom":
      return issue.message;
  }
}

function sized(origin: string, number: string, text: string, list: string): string {
  if (origin === "string") return `is too ${text}`;
  return origin === "array" || origin === "set" || origin === "map" ? `holds too ${list}` : `is too ${number}`;
}

function suggestionFor(issue: Issue, given: unknown): string | undefined {
  if (issue.code === "invalid_value" && typeof given === "string") return meant(given, issue.values.map(String));
  if (issue.code !== "invalid_type" || issue.expected !== "string") return undefined;
  // Where a schema has words of its own, such as for durations, quotes alone would not make it right.
  if (!issue.message.startsWith("Invalid input")) return undefined;
  return typeof given === "number" || typeof given === "boolean" ? `put it in quotes: "${given}"` : undefined;
}

function meant(word: string, known: readonly string[]): string | undefined {
  const near = suggest(word, known);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

function kindOf(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    array: "a list",
    object: "a map of keys",
    record: "a map of keys",
    string: "a text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
  };
  return words[expected] ?? expected;
}

function kindOfValue(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "a text";
    case "number":
      return Number.isInteger(value) ? "a number" : "a fraction";
    case "boolean":
      return String(value);
    default:
      return "a map of keys";
  }
}
