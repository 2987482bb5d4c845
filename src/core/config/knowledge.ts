/** What Chiron knows of troubles and repairs: the rules and runbooks of packs, and the user's own. */
import type { AnomalyRule } from "#core/model";
import { createDeclaredCheck } from "./declared.ts";
import { absolute, didYouMean, type Gathering } from "./gathering.ts";
import { type Packs, yamlFilesIn } from "./packs/index.ts";
import { ProblemList } from "./problems.ts";
import { lastOfEach, readRules } from "./rules.ts";
import {
  checkRunbook,
  type FoundRunbook,
  type ReadRunbook,
  readRunbook,
  refuseDuplicates,
  type Watched,
} from "./runbooks.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";
import type { ReadTargets } from "./targets.ts";

export interface Knowledge {
  readonly rules: readonly AnomalyRule[];
  readonly runbooks: readonly ReadRunbook[];
}

/** `isWhole`: all that names them could be read, so that what is not there is nowhere. */
export async function readKnowledge(
  input: ConfigurationInput,
  source: Source,
  packs: Packs,
  { targets, places }: ReadTargets,
  { isNamedWhole, told }: { readonly isNamedWhole: boolean; readonly told: ReadonlySet<string> },
  into: Gathering,
): Promise<Knowledge> {
  const rules: AnomalyRule[] = packs.read.flatMap((pack) => pack.rules);
  const runbooks: FoundRunbook[] = packs.read.flatMap((pack) => pack.runbooks);
  const isWhole = isNamedWhole && packs.read.every((pack) => pack.isWhole);
  const own = readRules(input.anomalies, source, ["anomalies"], into);
  rules.push(...own.rules);
  for (const [index, path] of input.runbooks.entries()) {
    for (const file of await filesNamed(absolute(into.folder, path), source, ["runbooks", index], into)) {
      const found = await readRunbook(file, file, false, into);
      if (found !== undefined) runbooks.push(found);
    }
  }
  refuseDuplicates(runbooks, into);
  const declared = createDeclaredCheck(places, into);
  const watched = { targets, rules: lastOfEach(rules), isWhole: isWhole && own.isWhole, declared, told };
  for (const runbook of runbooks) checkRunbook(runbook, watched, into);
  if (watched.isWhole) checkThresholds(watched, places, into);
  const drafts = await readDrafts(runbooks, watched, places, source, into);
  return { rules: watched.rules, runbooks: [...runbooks, ...drafts].map(({ read }) => read) };
}

/** Nobody asked for them by name, so what is wrong with one is no reason to refuse all the rest. */
async function readDrafts(
  others: readonly FoundRunbook[],
  watched: Watched,
  places: ReadTargets["places"],
  source: Source,
  into: Gathering,
): Promise<readonly FoundRunbook[]> {
  const found: FoundRunbook[] = [];
  const files = into.drafts === undefined ? [] : await yamlFilesIn(into.drafts, source, ["runbooks"], into);
  for (const file of files) {
    const apart: Gathering = { ...into, problems: new ProblemList() };
    const draft = await readRunbook(file, file, false, apart);
    if (draft !== undefined) {
      refuseDuplicates([...others, ...found, draft], apart);
      checkRunbook(draft, { ...watched, declared: createDeclaredCheck(places, apart) }, apart);
    }
    into.warnings.push(...apart.problems.all);
    if (draft !== undefined && apart.problems.length === 0) found.push(draft);
  }
  return found;
}

async function filesNamed(file: string, source: Source, path: Path, into: Gathering): Promise<readonly string[]> {
  const stat = await into.files.stat(file, { follow: true });
  if (stat?.kind === "folder") return yamlFilesIn(file, source, path, into);
  if (stat !== undefined) return [file];
  into.problems.push(source.problem(path, `there is no file or folder ${file}`));
  return [];
}

function checkThresholds({ targets, rules }: Watched, places: ReadTargets["places"], into: Gathering): void {
  const known = new Set(rules.flatMap((rule) => Object.keys(rule.thresholds)));
  for (const target of targets) {
    for (const name of Object.keys(target.thresholds)) {
      const place = places.get(target.id);
      if (known.has(name) || place === undefined || into.problems.isFull) continue;
      const suggestion = didYouMean(name, known, "no rule of the packs in use has it");
      const path = [...place.path, "thresholds", name];
      into.problems.push(place.source.problem(path, `unknown threshold "${name}"`, { suggestion, atKey: true }));
    }
  }
}
