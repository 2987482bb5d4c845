/** Runbooks: what a file says, held against what this Chiron can do. */
import { checkCondition, isReference, resolveReferences, suggest } from "#core/lib";
import { type Runbook, runbookSchema, type Step, type Target } from "#core/model";
import { check } from "./check.ts";
import type { Gathering } from "./gathering.ts";
import { type Path, readSource, type Source } from "./source.ts";

export interface ReadRunbook {
  readonly runbook: Runbook;
  /** `pack:service`, or the file. */
  readonly source: string;
  readonly shipped: boolean;
}

export async function readRunbook(
  file: string,
  origin: string,
  shipped: boolean,
  into: Gathering,
): Promise<{ read: ReadRunbook; text: Source } | undefined> {
  const { source, problems } = await readSource(file, into.files);
  into.problems.push(...problems);
  if (source === undefined) return undefined;
  into.texts.push(source.text);
  const before = into.problems.length;
  const runbook = check(runbookSchema, source.value, source, [], into.problems);
  if (runbook === undefined) return undefined;
  checkConditions(runbook, source, into);
  for (const [strategy, { steps, name }] of runbook.strategies.entries()) {
    if (runbook.strategies.findIndex((other) => other.name === name) !== strategy) {
      into.problems.push(source.problem(["strategies", strategy, "name"], `a second strategy "${name}"`));
    }
    for (const [index, step] of steps.entries())
      checkStep(step, source, ["strategies", strategy, "steps", index], into);
  }
  if (!shipped && runbook.mode === "auto_execute") {
    const suggestion = `approve it once it is loaded: chiron approve ${runbook.id}`;
    into.warnings.push(source.problem(["mode"], "starts in dry_run, whatever the file asks for", { suggestion }));
  }
  return into.problems.length > before ? undefined : { read: { runbook, source: origin, shipped }, text: source };
}

function checkConditions(runbook: Runbook, source: Source, into: Gathering): void {
  const one = (text: string | undefined, path: Path) => {
    const problem = text === undefined ? undefined : checkCondition(text);
    if (problem !== undefined) into.problems.push(source.problem(path, problem.message, { offset: problem.offset }));
  };
  for (const [index, symptom] of runbook.symptoms.entries()) one(symptom, ["symptoms", index]);
  for (const [index, strategy] of runbook.strategies.entries()) {
    one(strategy.validate, ["strategies", index, "validate"]);
    one(strategy.when, ["strategies", index, "when"]);
  }
}

function checkStep(step: Step, source: Source, path: Path, into: Gathering): void {
  const { actions } = into.kinds;
  if (!actions.has(step.action)) {
    const near = suggest(step.action, actions.keys());
    const suggestion = near === undefined ? `there are ${[...actions.keys()].join(", ")}` : `did you mean "${near}"?`;
    into.problems.push(source.problem([...path, "action"], `there is no action "${step.action}"`, { suggestion }));
    return;
  }
  const before = into.problems.length;
  refuseInterpolation(step.with, source, [...path, "with"], into);
  if (into.problems.length > before || holdsReference(step.with)) return;
  checkInput(step, step.with, source, path, into);
}

/** With references in it, an input can only be checked for the targets that it could be meant for. */
export function checkForTargets(
  { read, text }: { read: ReadRunbook; text: Source },
  targets: readonly Target[],
  types: ReadonlyMap<string, readonly string[]>,
  into: Gathering,
): void {
  const { runbook } = read;
  const concerned = targets.filter(
    (target) =>
      (runbook.kinds === undefined || runbook.kinds.includes(target.kind)) &&
      runbook.matches.some((type) => types.get(type)?.includes(target.id) === true),
  );
  // A shipped runbook need not fit every target; it then simply makes no plan for it.
  if (read.shipped) return;
  for (const [strategy, { steps }] of runbook.strategies.entries()) {
    for (const [index, step] of steps.entries()) {
      if (!holdsReference(step.with)) continue;
      const path: Path = ["strategies", strategy, "steps", index];
      for (const target of concerned) {
        try {
          checkInput(step, resolveReferences(step.with, target) as Step["with"], text, path, into);
        } catch (error) {
          into.problems.push(text.problem([...path, "with"], error instanceof Error ? error.message : String(error)));
        }
      }
    }
  }
}

function checkInput(step: Step, input: Step["with"], source: Source, path: Path, into: Gathering): void {
  const action = into.kinds.actions.get(step.action);
  if (action !== undefined) check(action.schema, input, source, [...path, "with"], into.problems);
}

function holdsReference(value: unknown): boolean {
  if (isReference(value)) return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(holdsReference);
}

const interpolation = /\$\{|\{\{|\$\(|`|<%|\$(target|reading|readings|incident|anomaly|alert|env|thresholds)\b/;

/** There is none; what looks like it is refused rather than passed on as it stands, since its author meant something by it. */
function refuseInterpolation(value: unknown, source: Source, path: Path, into: Gathering): void {
  if (typeof value === "string") {
    if (isReference(value) || !interpolation.test(value)) return;
    into.problems.push(
      source.problem(path, "looks like text to be filled in; there is no string interpolation", {
        suggestion: "use a whole reference such as $target.settings.path, or a fixed text",
      }),
    );
    return;
  }
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    refuseInterpolation(inner, source, [...path, Array.isArray(value) ? Number(key) : key], into);
  }
}

/** Two files with one id: the later one would silently win. */
export function refuseDuplicates(list: readonly { read: ReadRunbook; text: Source }[], into: Gathering): void {
  const seen = new Map<string, string>();
  for (const { read, text } of list) {
    const other = seen.get(read.runbook.id);
    if (other !== undefined)
      into.problems.push(text.problem(["id"], `the id "${read.runbook.id}" is taken by ${other}`));
    seen.set(read.runbook.id, text.file);
  }
}
