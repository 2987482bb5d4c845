/** Steps of runbooks: the action that they name, and that nothing in their input could become something else. */
import type { z } from "zod";
import { checkReference, isReference, resolveReferences } from "#core/lib";
import { ChironError, messageOf, type Step, type Target } from "#core/model";
import { check } from "./check.ts";
import { didYouMean, type Gathering } from "./gathering.ts";
import type { Path, Source } from "./source/index.ts";
import { valueAt } from "./values.ts";

const noInterpolation = {
  message: "looks like text to be filled in; there is no string interpolation",
  suggestion: "use a whole reference such as $target.settings.path, or a fixed text",
};

/** `$x` at the beginning, and what shells and templates fill in anywhere. */
const interpolation =
  /^\$[A-Za-z_]|\$\{|\{\{|\$\(|`|<%|\$(target|reading|readings|incident|anomaly|alert|env|thresholds)\b/;

/** Whatever target the step is meant for. */
export function checkStep(step: Step, source: Source, path: Path, into: Gathering): void {
  const { actions } = into.kinds;
  const action = actions.get(step.action);
  if (action === undefined) {
    refuseInterpolation(step.with, source, [...path, "with"], into);
    const suggestion = didYouMean(step.action, actions.keys(), `there are ${[...actions.keys()].join(", ")}`);
    into.problems.push(source.problem([...path, "action"], `there is no action "${step.action}"`, { suggestion }));
    return;
  }
  checkInput({ schema: action.schema, input: step.with }, source, [...path, "with"], into);
}

/** What a step or a check is given, and by which schema it is read. */
export interface Given {
  readonly schema: z.ZodType<object>;
  readonly input: Readonly<Record<string, unknown>>;
}

export function checkInput(given: Given, source: Source, at: Path, into: Gathering): void {
  const before = into.problems.length;
  refuseInterpolation(given.input, source, at, into);
  if (into.problems.length > before) return;
  const references = referencesIn(given.input, []);
  if (references.length === 0) check(given.schema, given.input, source, at, into.problems);
  else checkFixedPart(given, references, source, at, into);
}

/** There is none; what looks like it is refused rather than passed on as it stands, since its author meant something by it. */
function refuseInterpolation(value: unknown, source: Source, path: Path, into: Gathering): void {
  if (typeof value === "string") {
    const problem = value.startsWith("$target")
      ? checkReference(value)
      : interpolation.test(value)
        ? noInterpolation
        : undefined;
    if (problem === undefined) return;
    into.problems.push(source.problem(path, problem.message, { suggestion: problem.suggestion }));
    return;
  }
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (!Array.isArray(value) && interpolation.test(key)) {
      const { message, suggestion } = noInterpolation;
      into.problems.push(source.problem(at, message, { suggestion, atKey: true }));
    }
    refuseInterpolation(inner, source, at, into);
  }
}

/**
 * With references in it, the whole input can only be judged for a target. What stands fixed beside them is judged already here,
 * once with some text in the place of each reference and once without what holds one, so that a shell, say, is refused even
 * where no target has the trouble that the runbook is for.
 */
function checkFixedPart(
  { schema, input }: Given,
  references: readonly Path[],
  source: Source,
  at: Path,
  into: Gathering,
): void {
  const before = into.problems.length;
  check(schema, withStandIns(input), source, at, into.problems, {
    ignores: (inner) => inner.length === 0 || references.some((place) => isWithin(inner, place)),
  });
  if (into.problems.length > before) return;
  const left = new Set(references.map(([key]) => key));
  const rest = Object.fromEntries(Object.entries(input).filter(([key]) => !left.has(key)));
  check(schema, rest, source, at, into.problems, {
    ignores: ([key]) => key === undefined || left.has(key),
  });
}

export function checkStepForTargets(
  step: Step,
  targets: readonly Target[],
  source: Source,
  path: Path,
  into: Gathering,
): void {
  const schema = into.kinds.actions.get(step.action)?.schema;
  if (schema !== undefined)
    checkInputForTargets({ schema, input: step.with }, targets, source, [...path, "with"], into);
}

/** The first target that the input does not fit is enough. */
export function checkInputForTargets(
  { schema, input }: Given,
  targets: readonly Target[],
  source: Source,
  at: Path,
  into: Gathering,
): void {
  const references = referencesIn(input, []);
  if (references.length === 0) return;
  for (const target of targets) {
    const failed = references.filter((place) => !leadsSomewhere(input, place, target, source, at, into));
    if (failed.length > 0) return;
    if (check(schema, resolveReferences(input, target), source, at, into.problems) === undefined) return;
  }
}

function leadsSomewhere(
  input: Given["input"],
  place: Path,
  target: Target,
  source: Source,
  at: Path,
  into: Gathering,
): boolean {
  try {
    resolveReferences(valueAt(input, place), target);
    return true;
  } catch (error) {
    const suggestion = error instanceof ChironError ? error.help : undefined;
    into.problems.push(source.problem([...at, ...place], messageOf(error), { suggestion }));
    return false;
  }
}

function referencesIn(value: unknown, path: Path): readonly Path[] {
  if (isReference(value)) return [path];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    referencesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Absolute paths are the texts that most inputs take. */
function withStandIns(value: unknown): unknown {
  if (isReference(value)) return `/${value.slice(1).replaceAll(".", "/")}`;
  if (Array.isArray(value)) return value.map(withStandIns);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withStandIns(inner)]));
}

function isWithin(inner: Path, outer: Path): boolean {
  return outer.every((key, index) => inner[index] === key);
}
