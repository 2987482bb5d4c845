/** Packs: folders with `anomalies.yaml` and `runbooks/*.yaml`. Shipped ones by name, a user's own by path. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkCondition, suggest } from "#core/lib";
import { type AnomalyRule, anomalyRuleSchema } from "#core/model";
import { check } from "./check.ts";
import { absolute, type Gathering } from "./gathering.ts";
import { type ReadRunbook, readRunbook } from "./runbooks.ts";
import { type Path, readSource, type Source } from "./source.ts";

const shippedFolder = fileURLToPath(new URL("../../../packs", import.meta.url));

export interface Pack {
  readonly rules: readonly AnomalyRule[];
  readonly runbooks: readonly { readonly read: ReadRunbook; readonly text: Source }[];
}

export async function readPack(named: string, source: Source, path: Path, into: Gathering): Promise<Pack> {
  const own = /[/.]/.test(named);
  const folder = own ? absolute(into.folder, named) : join(shippedFolder, named);
  const stat = await into.files.stat(folder);
  if (stat?.kind !== "folder") {
    const near = own ? undefined : suggest(named, await shippedPacks(into));
    const shipped = (await shippedPacks(into)).join(", ");
    const suggestion =
      near === undefined
        ? `shipped packs: ${shipped}; your own by path, such as ./packs/${named}`
        : `did you mean "${near}"?`;
    into.problems.push(
      source.problem(path, own ? `there is no folder ${folder}` : `there is no pack "${named}"`, { suggestion }),
    );
    return { rules: [], runbooks: [] };
  }
  const rules = await readRulesFile(join(folder, "anomalies.yaml"), into);
  const runbooks: { read: ReadRunbook; text: Source }[] = [];
  for (const file of await yamlFilesIn(join(folder, "runbooks"), into)) {
    const read = await readRunbook(file, own ? file : `pack:${named}`, !own, into);
    if (read !== undefined) runbooks.push(read);
  }
  return { rules, runbooks };
}

async function shippedPacks(into: Gathering): Promise<readonly string[]> {
  return (await into.files.stat(shippedFolder)) === undefined ? [] : into.files.list(shippedFolder);
}

export async function yamlFilesIn(folder: string, into: Gathering): Promise<readonly string[]> {
  if ((await into.files.stat(folder))?.kind !== "folder") return [];
  const names = (await into.files.list(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return names.map((name) => join(folder, name));
}

async function readRulesFile(file: string, into: Gathering): Promise<readonly AnomalyRule[]> {
  if ((await into.files.stat(file)) === undefined) return [];
  const { source, problems } = await readSource(file, into.files);
  into.problems.push(...problems);
  if (source === undefined) return [];
  into.texts.push(source.text);
  if (source.value === null || source.value === undefined) return [];
  if (!Array.isArray(source.value)) {
    into.problems.push(source.problem([], "must be a list of anomaly rules"));
    return [];
  }
  return readRules(source.value, source, [], into);
}

export function readRules(
  list: readonly unknown[],
  source: Source,
  base: Path,
  into: Gathering,
): readonly AnomalyRule[] {
  const rules: AnomalyRule[] = [];
  for (const [index, value] of list.entries()) {
    const path: Path = [...base, index];
    const rule = check(anomalyRuleSchema, value, source, path, into.problems);
    if (rule === undefined) continue;
    rules.push(rule);
    for (const key of ["given", "when", "clearWhen", "confirmWhen"] as const) {
      const text = rule[key];
      const problem = text === undefined ? undefined : checkCondition(text);
      if (problem !== undefined)
        into.problems.push(source.problem([...path, key], problem.message, { offset: problem.offset }));
    }
    for (const probe of rule.probes) {
      if (into.kinds.probes.has(probe)) continue;
      const near = suggest(probe, into.kinds.probes.keys());
      const suggestion = near === undefined ? undefined : `did you mean "${near}"?`;
      into.problems.push(source.problem([...path, "probes"], `there is no probe "${probe}"`, { suggestion }));
    }
  }
  return rules;
}
