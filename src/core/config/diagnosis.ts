/** The checks that a runbook asks for: whether there are such, and whether what they are given fits. */
import type { Runbook, Target } from "#core/model";
import { didYouMean, type Gathering } from "./gathering.ts";
import type { Source } from "./source/index.ts";
import { checkInput, checkInputForTargets } from "./steps.ts";

/** Whatever target the runbook is used for. */
export function checkDiagnosis({ diagnosis }: Runbook, source: Source, into: Gathering): void {
  const { checks } = into.kinds;
  for (const [index, { check, with: input = {} }] of diagnosis.entries()) {
    const member = checks.get(check);
    if (member === undefined) {
      const suggestion = didYouMean(check, checks.keys(), `there are ${[...checks.keys()].join(", ")}`);
      into.problems.push(source.problem(["diagnosis", index, "check"], `there is no check "${check}"`, { suggestion }));
      continue;
    }
    // Conditions know a check by its name alone.
    if (diagnosis.findIndex((other) => other.check === check) !== index)
      into.problems.push(source.problem(["diagnosis", index, "check"], `a second check "${check}"`));
    checkInput({ schema: member.schema, input }, source, ["diagnosis", index, "with"], into);
  }
}

export function checkDiagnosisForTargets(
  { diagnosis }: Runbook,
  targets: readonly Target[],
  source: Source,
  into: Gathering,
): void {
  for (const [index, { check, with: input = {} }] of diagnosis.entries()) {
    const schema = into.kinds.checks.get(check)?.schema;
    if (schema !== undefined)
      checkInputForTargets({ schema, input }, targets, source, ["diagnosis", index, "with"], into);
  }
}
