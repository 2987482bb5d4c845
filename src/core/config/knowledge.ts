/** What Chiron knows of troubles and repairs: the rules and runbooks of packs, and the user's own. */
import type { AnomalyRule, Target } from "#core/model";
import { createDeclaredCheck } from "./declared.ts";
import { absolute, didYouMean, type Gathering } from "./gathering.ts";
import { readPack, yamlFilesIn } from "./packs.ts";
import { lastOfEach, readRules } from "./rules.ts";
import { checkRunbook, type FoundRunbook, type ReadRunbook, readRunbook, refuseDuplicates } from "./runbooks.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";
import { placesOfTargets } from "./targets.ts";

export interface Knowledge {
  readonly rules: readonly AnomalyRule[];
  readonly runbooks: readonly ReadRunbook[];
}

/** `isWhole`: all that names them could be read, so that what is not there is nowhere. */
export async function readKnowledge(
  input: ConfigurationInput,
  source: Source,
  targets: readonly Target[],
  isNamedWhole: boolean,
  into: Gathering,
): Promise<Knowledge> {
  const rules: AnomalyRule[] = [];
  const runbooks: FoundRunbook[] = [];
  let isWhole = isNamedWhole;
  for (const [index, name] of input.packs.entries()) {
    if (input.packs.indexOf(name) !== index) {
      into.problems.push(source.problem(["packs", index], `the pack "${name}" is named twice`));
      continue;
    }
    const pack = await readPack(name, source, ["packs", index], into);
    rules.push(...pack.rules);
    runbooks.push(...pack.runbooks);
    isWhole &&= pack.isWhole;
  }
  const own = readRules(input.anomalies, source, ["anomalies"], into);
  rules.push(...own.rules);
  for (const [index, path] of input.runbooks.entries()) {
    for (const file of await filesNamed(absolute(into.folder, path), source, ["runbooks", index], into)) {
      const found = await readRunbook(file, file, false, into);
      if (found !== undefined) runbooks.push(found);
    }
  }
  refuseDuplicates(runbooks, into);
  const declared = createDeclaredCheck(source, into);
  const watched = { targets, rules: lastOfEach(rules), isWhole: isWhole && own.isWhole, declared };
  for (const runbook of runbooks) checkRunbook(runbook, watched, into);
  if (watched.isWhole) checkThresholds(targets, watched.rules, source, into);
  return { rules: watched.rules, runbooks: runbooks.map(({ read }) => read) };
}

async function filesNamed(file: string, source: Source, path: Path, into: Gathering): Promise<readonly string[]> {
  const stat = await into.files.stat(file, { follow: true });
  if (stat?.kind === "folder") return yamlFilesIn(file, source, path, into);
  if (stat !== undefined) return [file];
  into.problems.push(source.problem(path, `there is no file or folder ${file}`));
  return [];
}

function checkThresholds(
  targets: readonly Target[],
  rules: readonly AnomalyRule[],
  source: Source,
  into: Gathering,
): void {
  const known = new Set(rules.flatMap((rule) => Object.keys(rule.thresholds)));
  const places = placesOfTargets(source);
  for (const target of targets) {
    for (const name of Object.keys(target.thresholds)) {
      if (known.has(name) || into.problems.isFull) continue;
      const suggestion = didYouMean(name, known, "no rule of the packs in use has it");
      const path = ["targets", places.get(target.id) ?? 0, "thresholds", name];
      into.problems.push(source.problem(path, `unknown threshold "${name}"`, { suggestion, atKey: true }));
    }
  }
}
