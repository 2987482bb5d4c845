/** What every chain has to keep to, whoever wrote it: nothing is changed before its cause is known, and nothing is committed unreviewed. */
import { type StepKind, stepKinds } from "#core/model";

interface Waiting {
  readonly kind: StepKind;
  readonly waitsFor: readonly StepKind[];
}

/** What each step waits for, whatever FLOWS.md says. */
export const mustWaitFor: Readonly<Record<StepKind, readonly StepKind[]>> = {
  analyze: [],
  code: ["analyze"],
  review: ["code"],
  commit: ["review"],
};

/** Sentences for people; empty: the chain can be done. */
export function problemsOf(steps: readonly Waiting[]): readonly string[] {
  if (steps.length === 0)
    return [
      "it has no chain: write its steps as a table, as a numbered list, or as `analyze → code → review → commit`",
    ];
  const problems: string[] = [];
  for (const kind of stepKinds) {
    const count = steps.filter((step) => step.kind === kind).length;
    if (count > 1) problems.push(`its chain has ${count} steps "${kind}"`);
    if (count === 0 && kind !== "commit") problems.push(`its chain has no step "${kind}"`);
  }
  for (const { kind, waitsFor } of steps) {
    for (const other of waitsFor) {
      if (stepKinds.indexOf(other) >= stepKinds.indexOf(kind))
        problems.push(`"${kind}" cannot wait for "${other}", which comes after it`);
      else if (!steps.some((step) => step.kind === other))
        problems.push(`"${kind}" waits for "${other}", which is no step of the chain`);
    }
  }
  return problems;
}
