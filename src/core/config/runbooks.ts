/** Runbooks: what a file says, held against what this Chiron can do and what it watches. */
import { type AnomalyRule, type Runbook, runbookSchema, type Target, targetKinds } from "#core/model";
import { check } from "./check.ts";
import { checkConditionAt } from "./conditions.ts";
import type { DeclaredCheck } from "./declared.ts";
import { checkDiagnosis, checkDiagnosisForTargets } from "./diagnosis.ts";
import { didYouMean, type Gathering } from "./gathering.ts";
import { concerns } from "./rules.ts";
import { readSource, type Source } from "./source/index.ts";
import { checkStep, checkStepForTargets } from "./steps.ts";

export interface ReadRunbook {
  readonly runbook: Runbook;
  /** `pack:service`, or the file. */
  readonly source: string;
  readonly shipped: boolean;
}

export interface FoundRunbook {
  readonly read: ReadRunbook;
  readonly text: Source;
}

/** What the runbooks are for. */
export interface Watched {
  readonly targets: readonly Target[];
  readonly rules: readonly AnomalyRule[];
  /** False when there may be further rules, which could not be read. */
  readonly isWhole: boolean;
  readonly declared: DeclaredCheck;
  /** Types of anomaly that no rule has, and that come from outside. */
  readonly told: ReadonlySet<string>;
}

export async function readRunbook(
  file: string,
  origin: string,
  shipped: boolean,
  into: Gathering,
): Promise<FoundRunbook | undefined> {
  const { source, problems } = await readSource(file, into.files);
  into.problems.push(...problems);
  if (source === undefined) return undefined;
  into.texts.push(source.text);
  const runbook = check(runbookSchema, source.value, source, [], into.problems);
  if (runbook === undefined) return undefined;
  for (const [strategy, { steps, name }] of runbook.strategies.entries()) {
    if (runbook.strategies.findIndex((other) => other.name === name) !== strategy) {
      into.problems.push(source.problem(["strategies", strategy, "name"], `a second strategy "${name}"`));
    }
    for (const [index, step] of steps.entries())
      checkStep(step, source, ["strategies", strategy, "steps", index], into);
  }
  checkDiagnosis(runbook, source, into);
  checkEmergency(runbook, source, into);
  warnOf(runbook, shipped, source, into);
  return { read: { runbook, source: origin, shipped }, text: source };
}

const emergencyActions = ["service.start", "service.stop", "service.restart"];

/** Without an engine there are no readings, no checks, and nobody who judges a plan: only its own service may be touched, on no condition. */
function checkEmergency(
  { emergency, symptoms, diagnosis, strategies }: Runbook,
  source: Source,
  into: Gathering,
): void {
  if (emergency !== true) return;
  const refuse = (path: readonly (string | number)[], message: string) =>
    into.problems.push(source.problem(path, message, { suggestion: "or take `emergency` away" }));
  if (symptoms.length > 0) refuse(["symptoms"], "an emergency runbook has none: there are no readings to judge");
  if (diagnosis.length > 0) refuse(["diagnosis"], "an emergency runbook has none: nobody is there to check anything");
  const [first] = strategies;
  if (first?.when !== undefined)
    refuse(["strategies", 0, "when"], "an emergency runbook rests on no condition: there are no readings to judge");
  for (const [index, { action, with: given }] of (first?.steps ?? []).entries()) {
    const path = ["strategies", 0, "steps", index];
    if (!emergencyActions.includes(action))
      refuse([...path, "action"], `an emergency runbook only does ${emergencyActions.join(", ")}`);
    else if (given.service !== "$target.supervisor")
      refuse(path, "an emergency runbook only touches its own target's service: service: $target.supervisor");
  }
}

function warnOf(runbook: Runbook, shipped: boolean, source: Source, into: Gathering): void {
  if (!shipped && runbook.mode === "auto_execute") {
    const suggestion = `approve it once it is loaded: chiron runbook approve ${runbook.id}`;
    into.warnings.push(source.problem(["mode"], "starts in dry_run, whatever the file asks for", { suggestion }));
  }
}

/** What can only be told once all rules and targets are known. */
export function checkRunbook({ read, text }: FoundRunbook, watched: Watched, into: Gathering): void {
  const { runbook } = read;
  checkMatches(read, text, watched, into);
  const rules = watched.rules.filter(({ type }) => runbook.matches.includes(type));
  const known = {
    thresholds: watched.isWhole ? new Set(rules.flatMap((rule) => Object.keys(rule.thresholds))) : undefined,
    readings: new Set([...into.kinds.probes.keys(), ...into.probeIds]),
  };
  const run = new Set(runbook.diagnosis.map((entry) => entry.check));
  const diagnosed = { ...known, checks: { run, all: new Set(into.kinds.checks.keys()) } };
  for (const [index, symptom] of runbook.symptoms.entries())
    checkConditionAt(symptom, diagnosed, text, ["symptoms", index], into);
  const targets = watched.targets.filter(
    (target) =>
      (runbook.kinds === undefined || runbook.kinds.includes(target.kind)) &&
      rules.some((rule) => concerns(rule, target)),
  );
  if (!read.shipped) checkDiagnosisForTargets(runbook, targets, text, into);
  for (const [index, { validate, when, steps }] of runbook.strategies.entries()) {
    checkConditionAt(validate, known, text, ["strategies", index, "validate"], into);
    checkConditionAt(when, diagnosed, text, ["strategies", index, "when"], into);
    // A shipped runbook need not fit every target; it then simply makes no plan for it.
    if (read.shipped) {
      for (const step of steps) watched.declared.checkStep(step, targets);
      continue;
    }
    for (const [position, step] of steps.entries())
      checkStepForTargets(step, targets, text, ["strategies", index, "steps", position], into);
  }
}

/** A name that is not there would only show when the runbook is needed, by nothing being done. */
/** What is made of the names of alerts and events that nobody has mapped. */
const madeOutside = /^(alert|event|external|scheduled)_/;

function checkMatches({ runbook, shipped }: ReadRunbook, text: Source, watched: Watched, into: Gathering): void {
  for (const [index, kind] of (runbook.kinds ?? []).entries()) {
    if ((targetKinds as readonly string[]).includes(kind)) continue;
    const suggestion = didYouMean(kind, targetKinds, `there are ${targetKinds.join(", ")}`);
    into.problems.push(text.problem(["kinds", index], `there is no kind of target "${kind}"`, { suggestion }));
  }
  if (shipped || !watched.isWhole) return;
  const types = new Set([...watched.rules.map(({ type }) => type), ...watched.told]);
  for (const [index, type] of runbook.matches.entries()) {
    if (types.has(type) || madeOutside.test(type)) continue;
    const otherwise = "name the pack that has it under packs, or write a rule under anomalies";
    const suggestion = didYouMean(type, types, otherwise);
    into.problems.push(text.problem(["matches", index], `there is no anomaly "${type}"`, { suggestion }));
  }
}

/** Two files with one id: the later one would silently win. */
export function refuseDuplicates(list: readonly FoundRunbook[], into: Gathering): void {
  const seen = new Map<string, string>();
  for (const { read, text } of list) {
    const other = seen.get(read.runbook.id);
    if (other !== undefined)
      into.problems.push(text.problem(["id"], `the id "${read.runbook.id}" is taken by ${other}`));
    seen.set(read.runbook.id, text.file);
  }
}
