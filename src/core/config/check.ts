/** Holds data against a schema, and tells every problem at its place in the source. */
import type { z } from "zod";
import { suggest } from "#core/lib";
import type { Problem } from "./problems.ts";
import type { Path, Source } from "./source.ts";

/** `base` is where the value stands in the source. */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
  source: Source,
  base: Path,
  problems: Problem[],
  knownKeys?: readonly string[],
): T | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) report(issue, schema, source, base, problems, knownKeys);
  return undefined;
}

type Issue = z.core.$ZodIssue;

function report(
  issue: Issue,
  schema: z.ZodType,
  source: Source,
  base: Path,
  problems: Problem[],
  knownKeys?: readonly string[],
): void {
  const path = [...base, ...(issue.path as (string | number)[])];
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) {
      const known = issue.path.length === 0 && knownKeys !== undefined ? knownKeys : keysAt(schema, issue.path as Path);
      const near = suggest(key, known);
      const suggestion = near === undefined ? undefined : `did you mean "${near}"?`;
      problems.push(source.problem([...path, key], `unknown key "${key}"`, { suggestion, atKey: true }));
    }
    return;
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    // The branch that came nearest says most.
    const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
    for (const inner of nearest)
      report({ ...inner, path: [...issue.path, ...inner.path] } as Issue, schema, source, base, problems);
    return;
  }
  problems.push(source.problem(path, wordsFor(issue), { suggestion: suggestionFor(issue, source, path) }));
}

function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      if (!issue.message.startsWith("Invalid input")) return issue.message;
      return /received undefined/.test(issue.message)
        ? `is missing (${article(issue.expected)} is wanted)`
        : `must be ${article(issue.expected)}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `is too small: at least ${issue.minimum}${issue.origin === "array" || issue.origin === "string" ? " long" : ""}`;
    case "too_big":
      return `is too large: at most ${issue.maximum}${issue.origin === "array" || issue.origin === "string" ? " long" : ""}`;
    default:
      return issue.message;
  }
}

function suggestionFor(issue: Issue, source: Source, path: Path): string | undefined {
  if (issue.code !== "invalid_value") return undefined;
  const given = valueAt(source.value, path);
  const near = typeof given === "string" ? suggest(given, issue.values.map(String)) : undefined;
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

function article(expected: string): string {
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

export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const key of path) {
    if (inner === null || typeof inner !== "object" || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Readonly<Record<string | number, unknown>>)[key];
  }
  return inner;
}

/** Keys that the schema knows at a path; for suggestions only, so that not finding them is no harm. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  let inner: unknown = schema;
  for (const key of path) inner = step(unwrap(inner), key);
  const { shape } = unwrap(inner) as { shape?: Readonly<Record<string, unknown>> };
  return shape === undefined ? [] : Object.keys(shape);
}

function step(schema: unknown, key: string | number): unknown {
  const { shape, element, valueType } = schema as {
    shape?: Record<string, unknown>;
    element?: unknown;
    valueType?: unknown;
  };
  if (typeof key === "number") return element;
  return shape?.[key] ?? valueType;
}

function unwrap(schema: unknown): object {
  let inner = (schema ?? {}) as { unwrap?: () => unknown; in?: unknown; def?: { innerType?: unknown; in?: unknown } };
  for (let depth = 0; depth < 10; depth++) {
    const next = inner.def?.innerType ?? inner.def?.in;
    if (next === undefined || next === null) break;
    inner = next as typeof inner;
  }
  return inner;
}
