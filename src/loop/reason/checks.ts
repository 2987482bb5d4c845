/** What the checks found, as the conditions of one runbook know it. */
import { canonicalJson, resolveReferences } from "#core/lib";
import { type CheckResult, ChironError, type RegisteredRunbook, type Runbook, type Target } from "#core/model";

/** One question of a diagnosis: which check, and with what. */
export interface Question {
  readonly check: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the runbooks ask for, each question once. One whose references lead nowhere on this target is none. */
export function questionsOf(runbooks: readonly RegisteredRunbook[], target: Target): readonly Question[] {
  const questions = new Map<string, Question>();
  for (const { runbook } of runbooks)
    for (const question of ownQuestions(runbook, target)) questions.set(keyOf(question), question);
  return [...questions.values()];
}

function ownQuestions({ diagnosis }: Runbook, target: Target): readonly Question[] {
  return diagnosis.flatMap(({ check, with: input = {} }) => {
    try {
      return [{ check, options: resolveReferences(input, target) as Question["options"] }];
    } catch (error) {
      if (error instanceof ChironError) return [];
      throw error;
    }
  });
}

function keyOf({ check, options }: Question): string {
  return `${check} ${canonicalJson(options)}`;
}

export function isAnswered(question: Question, results: readonly CheckResult[]): boolean {
  const key = keyOf(question);
  return results.some((result) => keyOf(result) === key);
}

export type KnownChecks = Readonly<Record<string, CheckResult>>;

const nothing: KnownChecks = {};

/** By name, as `checks.NAME`: exactly the answers to what this runbook asks. */
export function checksFor(runbook: Runbook, target: Target, results: readonly CheckResult[]): KnownChecks {
  if (results.length === 0 || runbook.diagnosis.length === 0) return nothing;
  const wanted = new Set(ownQuestions(runbook, target).map(keyOf));
  return Object.fromEntries(
    results.filter((result) => wanted.has(keyOf(result))).map((result) => [result.check, result]),
  );
}

/** How much more probable an answer makes the cause that a runbook is for: it asks for what is wrong when that is the cause. */
const odds = { found: 4, notFound: 0.25 };

export function supportOf(runbook: Runbook, target: Target, results: readonly CheckResult[]): number {
  return Object.values(checksFor(runbook, target, results)).reduce(
    (support, { ok }) => support * (ok === null ? 1 : ok ? odds.notFound : odds.found),
    1,
  );
}
