/** Reads chiron.yaml and everything that it names. All problems are collected; a configuration with one is not used at all. */
import { dirname, resolve } from "node:path";
import { sha256 } from "#core/lib";
import { type AnomalyRule, messageOf, type Settings, type Target } from "#core/model";
import type { Files } from "#core/platform";
import { checkAgentNames, readAgents } from "./agents.ts";
import { check } from "./check.ts";
import { readContracts } from "./contracts.ts";
import { withDemands } from "./demand.ts";
import { readEscalation } from "./escalation.ts";
import { readSinks, readTraces } from "./exports.ts";
import type { Gathering, Kinds } from "./gathering.ts";
import { checkDrill, readHealers } from "./healers.ts";
import { readIntake, typesTold } from "./intake.ts";
import { kernelTargets, packsWithKernels } from "./kernels.ts";
import { readKnowledge } from "./knowledge.ts";
import { laterKeys } from "./later.ts";
import { readModel } from "./model.ts";
import { readOperating } from "./operating.ts";
import { readPacks } from "./packs/index.ts";
import { lastOfEachPolicy, readPolicies } from "./policies.ts";
import { type Problem, ProblemList, wholeFile } from "./problems.ts";
import { checkRepositoryOf, readRepositories } from "./repositories.ts";
import { type ReadRunbook, readRunbook } from "./runbooks.ts";
import { type ConfigurationInput, configurationSchema } from "./schema.ts";
import { checkApi, readNotify } from "./sections.ts";
import { readSource, type Source } from "./source/index.ts";
import { readTargets } from "./targets.ts";
import type { Written } from "./written.ts";

export type Configuration =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export async function readConfiguration(request: {
  readonly file: string;
  readonly files: Files;
  readonly kinds: Kinds;
  /** A folder of runbooks that Chiron wrote itself; one that cannot be used is told, and left out. */
  readonly drafts?: string;
}): Promise<Configuration> {
  const file = resolve(request.file);
  const { source, problems } = await readSource(file, request.files);
  if (source === undefined) return { ok: false, problems };
  const into: Gathering = {
    files: request.files,
    kinds: request.kinds,
    folder: dirname(file),
    problems: new ProblemList(),
    warnings: new ProblemList(),
    probeIds: new Set(),
    texts: [source.text],
    ...(request.drafts === undefined ? {} : { drafts: request.drafts }),
  };
  try {
    const settings = await settingsFrom(source, file, into);
    if (settings !== undefined && into.problems.length === 0)
      return { ok: true, settings, warnings: into.warnings.all };
  } catch (error) {
    // A folder that may not be looked into, a disk that fails.
    into.problems.push(wholeFile(file, `cannot be read: ${messageOf(error)}`));
  }
  return { ok: false, problems: into.problems.all };
}

interface Taken {
  readonly input: ConfigurationInput;
  /** Sections that were left out, since they cannot be understood. */
  readonly left: ReadonlySet<string>;
}

function inputOf(source: Source, into: Gathering): Taken | undefined {
  const { value } = source;
  const left = new Set<string>();
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    const input = check(configurationSchema, value ?? {}, source, [], into.problems);
    return input === undefined ? undefined : { input, left };
  }
  // Keys of later versions get a word of their own instead of "unknown key".
  for (const key of Object.keys(value).filter((name) => laterKeys.has(name))) {
    left.add(key);
    const suggestion = "remove the key";
    into.problems.push(source.problem([key], "is not available in this version", { suggestion, atKey: true }));
  }
  const present = without(value, left);
  const input = check(configurationSchema, present, source, [], into.problems);
  if (input !== undefined) return { input, left };
  // What else is wrong is worth knowing too: read on without the sections that are not understood.
  for (const issue of configurationSchema.safeParse(present).error?.issues ?? []) {
    const unknown = issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [];
    for (const key of [...issue.path.slice(0, 1), ...unknown]) left.add(String(key));
  }
  const rest = configurationSchema.safeParse(without(value, left)).data;
  return rest === undefined ? undefined : { input: rest, left };
}

function without(value: object, keys: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)));
}

async function settingsFrom(source: Source, file: string, into: Gathering): Promise<Settings | undefined> {
  const taken = inputOf(source, into);
  if (taken === undefined) return undefined;
  const { input, left } = taken;
  const written = (list: readonly unknown[], ...at: readonly string[]): readonly Written[] =>
    list.map((value, index) => ({ value, source, path: [...at, index] }));
  const packs = await readPacks(written(packsWithKernels(input), "packs"), into);
  const read = readTargets(
    [...written(input.targets, "targets"), ...packs.targets, ...kernelTargets(input, source, into)],
    into,
  );
  const { targets } = read;
  const isWhole = !left.has("packs") && !left.has("anomalies");
  const intake = readIntake(input, source, targets, into);
  const told = typesTold(input, intake, into);
  const { rules, runbooks } = await readKnowledge(input, source, packs, read, { isNamedWhole: isWhole, told }, into);
  const isKnown = isWhole && into.problems.length === 0;
  const escalation = await readEscalation(input.escalation, source, rules, isKnown, into);
  warnOfNothing(targets, rules, source, into);
  const notify = readNotify(input, source, packs.notify, into);
  const policies = readPolicies(input.policies, source, ["policies"], into, { from: "chiron.yaml", isPack: false });
  const ownPolicies = lastOfEachPolicy([...packs.read.flatMap((pack) => pack.policies), ...policies.own]);
  const model = readModel(input.model, source, into);
  const agents = await readAgents(input, source, into);
  checkApi(input, source, into);
  const repositories = await readRepositories(input, source, into);
  if (!left.has("healers")) checkAgentNames(repositories, agents, source, into);
  if (!left.has("repositories") && repositories.length === input.repositories.length)
    checkRepositoryOf(targets, repositories, source, into);
  await checkDrill(input, source, into);
  const operating = await readOperating(input, source, { targets, runbooks }, into);
  return {
    node: input.node,
    file,
    folder: into.folder,
    hash: sha256(into.texts.join("\0")),
    targets: withDemands(targets, { rules, runbooks }, into),
    rules,
    runbooks,
    policies: policies.builtIn,
    ownPolicies,
    notify,
    approvals: { deadlineMs: input.approvals.deadline, graduateAfter: input.approvals.graduateAfter },
    escalation,
    recurrence: { withinMs: input.recurrence.within, pageAt: input.recurrence.pageAt },
    store: { checkEveryMs: Math.max(1_000, input.store.checkEvery), reserveBytes: input.store.reserve },
    repairs: input.repairs,
    healers: readHealers(input.healers),
    repositories,
    contracts: await readContracts(input, source, into),
    agents,
    sinks: readSinks(input, source, into),
    traces: readTraces(input),
    ...operating,
    intake,
    ...(model === undefined ? {} : { model }),
    api: input.api,
  };
}

/** Allowed, since one begins somewhere; but nobody should think that he is watched over. */
function warnOfNothing(
  targets: readonly Target[],
  rules: readonly AnomalyRule[],
  source: Source,
  into: Gathering,
): void {
  if (targets.length === 0) into.warnings.push(source.problem(["targets"], "nothing is watched: there are no targets"));
  else if (rules.length === 0) {
    const suggestion = "name a pack, such as packs: [service]";
    into.warnings.push(source.problem(["packs"], "nothing is ever found wrong: there are no rules", { suggestion }));
  }
}

/** A runbook by itself, with all that can be told without knowing what is watched. */
export async function readOneRunbook(request: {
  readonly file: string;
  readonly files: Files;
  readonly kinds: Kinds;
}): Promise<{ readonly runbook: ReadRunbook | undefined; readonly problems: readonly Problem[] }> {
  const { file, files, kinds } = request;
  const into: Gathering = {
    ...{ files, kinds, folder: dirname(file), texts: [] },
    problems: new ProblemList(),
    warnings: new ProblemList(),
    probeIds: new Set(),
  };
  const found = await readRunbook(file, file, false, into);
  return { runbook: found?.read, problems: into.problems.all };
}
