/** Which runbooks fit an incident: the type matches, the kind matches, and all symptoms hold. */
import { compileCondition } from "#core/lib";
import type {
  Baseline,
  CheckResult,
  Confidence,
  Incident,
  Reading,
  RecentAnomaly,
  RegisteredRunbook,
  Target,
} from "#core/model";
import { checksFor, supportOf } from "./checks.ts";

export interface Candidate {
  readonly registered: RegisteredRunbook;
  readonly confidence: Confidence;
  readonly fits: boolean;
  /** The symptoms that do not hold, or cannot be known. */
  readonly missing: readonly string[];
  /** Those of them that cannot be known. */
  readonly unknown: readonly string[];
  /** How much more probable its own checks make it; 1 when they say nothing. */
  readonly support: number;
}

export interface Situation {
  readonly incident: Incident;
  readonly target: Target;
  /** The combined reading of the target; undefined when nothing was ever read. */
  readonly reading: Reading | undefined;
  readonly readings: Readonly<Record<string, Reading>>;
  /** Of the probe that showed the trouble. */
  readonly baseline?: Baseline | undefined;
  /** What the checks found; absent or empty: none was run. */
  readonly checks?: readonly CheckResult[];
  readonly anomalies?: readonly RecentAnomaly[];
  readonly now: number;
}

const compiledSymptoms = new WeakMap<RegisteredRunbook, readonly ReturnType<typeof compileCondition>[]>();

/** Those that are for such a trouble on such a target, whatever their symptoms. */
export function concerning(
  runbooks: readonly RegisteredRunbook[],
  { incident, target }: Pick<Situation, "incident" | "target">,
): readonly RegisteredRunbook[] {
  return runbooks
    .filter(({ runbook }) => runbook.matches.includes(incident.type))
    .filter(({ runbook }) => runbook.kinds === undefined || runbook.kinds.includes(target.kind));
}

/** The most probable cause first; where the checks do not tell them apart the most urgent, then the best proven. */
export function matchRunbooks(
  runbooks: readonly RegisteredRunbook[],
  situation: Situation,
  confidenceOf: (registered: RegisteredRunbook) => Confidence,
): readonly Candidate[] {
  return concerning(runbooks, situation)
    .map((registered) => {
      const { missing, unknown } = judgeSymptoms(registered, situation);
      const support = supportOf(registered.runbook, situation.target, situation.checks ?? []);
      return {
        registered,
        confidence: confidenceOf(registered),
        fits: missing.length === 0,
        missing,
        unknown,
        support,
      };
    })
    .sort(byProbability);
}

/** What the conditions of this runbook may speak of; undefined when nothing was ever read. */
export function factsFor({ runbook }: Pick<RegisteredRunbook, "runbook">, situation: Situation) {
  const { reading, target, checks = [], anomalies = [] } = situation;
  if (reading === undefined) return undefined;
  const thresholds = situation.incident.evidence.thresholds;
  return { ...situation, reading, thresholds, checks: checksFor(runbook, target, checks), anomalies };
}

function judgeSymptoms(registered: RegisteredRunbook, situation: Situation): Pick<Candidate, "missing" | "unknown"> {
  const { symptoms } = registered.runbook;
  if (symptoms.length === 0) return { missing: [], unknown: [] };
  const facts = factsFor(registered, situation);
  if (facts === undefined) return { missing: symptoms, unknown: symptoms };
  let compiled = compiledSymptoms.get(registered);
  if (compiled === undefined) {
    compiled = symptoms.map((source) => compileCondition(source, "runbook"));
    compiledSymptoms.set(registered, compiled);
  }
  const missing: string[] = [];
  const unknown: string[] = [];
  for (const symptom of compiled) {
    const result = symptom.evaluate(facts);
    if ("value" in result && result.value) continue;
    missing.push(symptom.source);
    if ("error" in result) unknown.push(symptom.source);
  }
  return { missing, unknown };
}

function byProbability(a: Candidate, b: Candidate): number {
  const order =
    b.support - a.support ||
    a.registered.runbook.priority - b.registered.runbook.priority ||
    b.confidence.lower - a.confidence.lower;
  return order !== 0 ? order : a.registered.runbook.id < b.registered.runbook.id ? -1 : 1;
}
