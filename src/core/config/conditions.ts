/** Conditions in rules and runbooks, held against the names that there are. */
import { checkCondition } from "#core/lib";
import { didYouMean, type Gathering } from "./gathering.ts";
import type { Path, Source } from "./source/index.ts";

export interface KnownNames {
  /** Undefined: nobody knows. */
  readonly thresholds: ReadonlySet<string> | undefined;
  readonly readings: ReadonlySet<string>;
  /** The checks that are run before the condition is looked at. Absent: it is looked at without a diagnosis. */
  readonly checks?: { readonly run: ReadonlySet<string>; readonly all: ReadonlySet<string> };
}

export function checkConditionAt(
  text: string | undefined,
  known: KnownNames,
  source: Source,
  path: Path,
  into: Gathering,
): void {
  if (text === undefined) return;
  const checked = checkCondition(text);
  if (!checked.ok) {
    const { message, suggestion, offset } = checked.problem;
    into.problems.push(source.problem(path, message, { suggestion, offset }));
    return;
  }
  for (const { name, offset } of known.thresholds === undefined ? [] : checked.thresholds) {
    if (known.thresholds?.has(name) !== false) continue;
    const suggestion = didYouMean(name, known.thresholds, thresholdsThereAre(known.thresholds));
    into.problems.push(source.problem(path, `asks for an unknown threshold "${name}"`, { suggestion, offset }));
  }
  checkDiagnosis(checked, known.checks, source, path, into);
  const askedFor = new Set(checked.readings.filter(({ asks }) => asks).map(({ name }) => name));
  for (const { name, offset } of checked.readings) {
    if (known.readings.has(name)) continue;
    // Who asks first whether it is there knows that it may not be; a slip of the pen is one all the same.
    const near = didYouMean(name, known.readings);
    if (askedFor.has(name) && near === undefined) continue;
    const suggestion = near ?? `there are ${[...known.readings].join(", ")}`;
    into.problems.push(
      source.problem(path, `asks for the readings of an unknown probe "${name}"`, { suggestion, offset }),
    );
  }
}

type Checked = Extract<ReturnType<typeof checkCondition>, { ok: true }>;

function checkDiagnosis(
  { checks, diagnosis }: Checked,
  known: KnownNames["checks"],
  source: Source,
  path: Path,
  into: Gathering,
): void {
  if (known === undefined) {
    for (const { name, offset } of diagnosis) {
      const suggestion = "only the symptoms of a runbook, and the `when` of its strategies, can ask for it";
      into.problems.push(source.problem(path, `asks for "${name}", which is not known here`, { suggestion, offset }));
    }
    return;
  }
  for (const { name, offset } of checks) {
    if (known.run.has(name)) continue;
    const isThere = known.all.has(name);
    const suggestion = isThere
      ? `add it under diagnosis: "- check: ${name}"`
      : didYouMean(name, known.all, `there are ${[...known.all].join(", ")}`);
    const message = isThere
      ? `asks for the check "${name}", which this runbook does not run`
      : `asks for an unknown check "${name}"`;
    into.problems.push(source.problem(path, message, { suggestion, offset }));
  }
}

function thresholdsThereAre(known: ReadonlySet<string>): string {
  return known.size === 0
    ? "the rule has none: give it a default under thresholds"
    : `there are ${[...known].join(", ")}`;
}
