/** The folder of a pack: `anomalies.yaml`, `runbooks/*.yaml`, `policies.yaml`, `template.yaml`. Shipped ones by name, a user's own by path. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type AnomalyRule, messageOf, type OwnPolicy } from "#core/model";
import { absolute, didYouMean, type Gathering } from "../gathering.ts";
import { readPolicies } from "../policies.ts";
import { type ReadRules, readRules } from "../rules.ts";
import { type FoundRunbook, readRunbook } from "../runbooks.ts";
import { type Path, readSource, type Source } from "../source/index.ts";
import type { Written } from "../written.ts";
import { readTemplate, type Template } from "./template.ts";

const shippedFolder = fileURLToPath(new URL("../../../../packs", import.meta.url));

export interface Pack {
  readonly rules: readonly AnomalyRule[];
  readonly runbooks: readonly FoundRunbook[];
  readonly policies: readonly OwnPolicy[];
  readonly template?: Template | undefined;
  /** False when not all of it could be read, so that what is missing elsewhere may be in it. */
  readonly isWhole: boolean;
}

const missing: Pack = { rules: [], runbooks: [], policies: [], isWhole: false };

/** `entry` is where it is named. */
export async function readPack(named: string, { source, path }: Written, into: Gathering): Promise<Pack> {
  const own = /[/.]/.test(named);
  const folder = own ? absolute(into.folder, named) : join(shippedFolder, named);
  if ((await into.files.stat(folder, { follow: true }))?.kind !== "folder") {
    into.problems.push(await noSuchPack(named, own ? folder : undefined, source, path, into));
    return missing;
  }
  const anomalies = join(folder, "anomalies.yaml");
  const files = await yamlFilesIn(join(folder, "runbooks"), source, path, into);
  const templates = join(folder, "template.yaml");
  const hasRules = (await into.files.stat(anomalies)) !== undefined;
  const hasTemplate = (await into.files.stat(templates)) !== undefined;
  // Whoever looks after contracts reads it; here it only makes the folder a pack.
  const hasFlows = (await into.files.stat(join(folder, "FLOWS.md"))) !== undefined;
  if (!hasRules && !hasTemplate && !hasFlows && files.length === 0) {
    const suggestion = "a pack holds anomalies.yaml, template.yaml, FLOWS.md, or YAML files in a folder runbooks";
    into.problems.push(source.problem(path, `there is no pack in ${folder}`, { suggestion }));
    return missing;
  }
  const { rules, isWhole } = hasRules ? await readRulesFile(anomalies, into) : { rules: [], isWhole: true };
  const runbooks: FoundRunbook[] = [];
  for (const file of files) {
    const found = await readRunbook(file, own ? file : `pack:${named}`, !own, into);
    if (found !== undefined) runbooks.push(found);
  }
  const template = hasTemplate ? await readTemplate(templates, into) : undefined;
  const policies = await readPoliciesFile(join(folder, "policies.yaml"), `pack:${named}`, into);
  return { rules, runbooks, policies, template, isWhole: isWhole && hasTemplate === (template !== undefined) };
}

async function noSuchPack(named: string, folder: string | undefined, source: Source, path: Path, into: Gathering) {
  if (folder !== undefined) return source.problem(path, `there is no folder ${folder}`);
  const shipped = (await into.files.stat(shippedFolder)) === undefined ? [] : await into.files.list(shippedFolder);
  const otherwise = `shipped packs: ${shipped.join(", ")}; your own by path, such as ./packs/${named}`;
  return source.problem(path, `there is no pack "${named}"`, { suggestion: didYouMean(named, shipped, otherwise) });
}

/** None where there is no such folder; a problem at the place that named it where it cannot be read. */
export async function yamlFilesIn(
  folder: string,
  source: Source,
  path: Path,
  into: Gathering,
): Promise<readonly string[]> {
  try {
    if ((await into.files.stat(folder, { follow: true }))?.kind !== "folder") return [];
    const names = (await into.files.list(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    return names.map((name) => join(folder, name));
  } catch (error) {
    into.problems.push(source.problem(path, `the folder ${folder} cannot be read: ${messageOf(error)}`));
    return [];
  }
}

async function readRulesFile(file: string, into: Gathering): Promise<ReadRules> {
  const { source, problems } = await readSource(file, into.files);
  into.problems.push(...problems);
  if (source === undefined) return { rules: [], isWhole: false };
  into.texts.push(source.text);
  if (source.value === null) return { rules: [], isWhole: true };
  if (Array.isArray(source.value)) return readRules(source.value, source, [], into);
  into.problems.push(source.problem([], "must be a list of anomaly rules"));
  return { rules: [], isWhole: false };
}

async function readPoliciesFile(file: string, from: string, into: Gathering): Promise<readonly OwnPolicy[]> {
  if ((await into.files.stat(file)) === undefined) return [];
  const { source, problems } = await readSource(file, into.files);
  into.problems.push(...problems);
  if (source === undefined) return [];
  into.texts.push(source.text);
  const { value } = source;
  if (value === null) return [];
  if (typeof value !== "object" || Array.isArray(value)) {
    into.problems.push(source.problem([], "must be a map of policies by name"));
    return [];
  }
  return readPolicies(value as Readonly<Record<string, unknown>>, source, [], into, { from, isPack: true }).own;
}
