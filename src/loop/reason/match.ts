/** Which runbooks fit an incident: the type matches, the kind matches, and all symptoms hold. */
import { compileCondition } from "#core/lib";
import type { Baseline, Confidence, Incident, Reading, RegisteredRunbook, Target } from "#core/model";

export interface Candidate {
  readonly registered: RegisteredRunbook;
  readonly confidence: Confidence;
  readonly fits: boolean;
  /** The symptoms that do not hold, or cannot be known. */
  readonly missing: readonly string[];
}

export interface Situation {
  readonly incident: Incident;
  readonly target: Target;
  /** The combined reading of the target; undefined when nothing was ever read. */
  readonly reading: Reading | undefined;
  readonly readings: Readonly<Record<string, Reading>>;
  /** Of the probe that showed the trouble. */
  readonly baseline?: Baseline | undefined;
  readonly now: number;
}

const compiledSymptoms = new WeakMap<RegisteredRunbook, readonly ReturnType<typeof compileCondition>[]>();

export function matchRunbooks(
  runbooks: readonly RegisteredRunbook[],
  situation: Situation,
  confidenceOf: (registered: RegisteredRunbook) => Confidence,
): readonly Candidate[] {
  return runbooks
    .filter(({ runbook }) => runbook.matches.includes(situation.incident.type))
    .filter(({ runbook }) => runbook.kinds === undefined || runbook.kinds.includes(situation.target.kind))
    .map((registered) => {
      const missing = missingSymptoms(registered, situation);
      return { registered, confidence: confidenceOf(registered), fits: missing.length === 0, missing };
    })
    .sort(byUrgencyThenConfidence);
}

function missingSymptoms(registered: RegisteredRunbook, situation: Situation): readonly string[] {
  const { reading } = situation;
  if (registered.runbook.symptoms.length === 0) return [];
  if (reading === undefined) return registered.runbook.symptoms;
  let compiled = compiledSymptoms.get(registered);
  if (compiled === undefined) {
    compiled = registered.runbook.symptoms.map((source) => compileCondition(source, "runbook"));
    compiledSymptoms.set(registered, compiled);
  }
  const facts = { ...situation, reading, thresholds: situation.incident.evidence.thresholds };
  return compiled
    .filter((symptom) => {
      const result = symptom.evaluate(facts);
      return "error" in result || !result.value;
    })
    .map((symptom) => symptom.source);
}

function byUrgencyThenConfidence(a: Candidate, b: Candidate): number {
  const order =
    a.registered.runbook.priority - b.registered.runbook.priority || b.confidence.lower - a.confidence.lower;
  return order !== 0 ? order : a.registered.runbook.id < b.registered.runbook.id ? -1 : 1;
}
