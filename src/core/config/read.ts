/** Reads chiron.yaml and everything that it names. All problems are collected; a configuration with one is not used at all. */
import { dirname, resolve } from "node:path";
import { sha256, suggest } from "#core/lib";
import type { AnomalyRule, Configured, Settings, Target } from "#core/model";
import type { Files } from "#core/platform";
import { check } from "./check.ts";
import { configuredMember } from "./extensions.ts";
import { absolute, type Gathering, type Kinds } from "./gathering.ts";
import { readPack, readRules, yamlFilesIn } from "./packs.ts";
import type { Problem } from "./problems.ts";
import { checkForTargets, type ReadRunbook, readRunbook, refuseDuplicates } from "./runbooks.ts";
import { configurationSchema, laterKeys } from "./schema.ts";
import { readSource, type Source } from "./source.ts";
import { indexOfTarget, readTargets } from "./targets.ts";

export type Configuration =
  | { readonly ok: true; readonly settings: Settings; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export async function readConfiguration(request: {
  readonly file: string;
  readonly files: Files;
  readonly kinds: Kinds;
}): Promise<Configuration> {
  const file = resolve(request.file);
  const { source, problems } = await readSource(file, request.files);
  if (source === undefined) return { ok: false, problems };
  const into: Gathering = {
    files: request.files,
    kinds: request.kinds,
    folder: dirname(file),
    problems: [],
    warnings: [],
    texts: [source.text],
  };
  const settings = await settingsFrom(source, file, into);
  if (settings === undefined || into.problems.length > 0) return { ok: false, problems: into.problems };
  return { ok: true, settings, warnings: into.warnings };
}

type Input = NonNullable<ReturnType<typeof inputOf>>;

function inputOf(source: Source, into: Gathering) {
  // Keys of later versions get a word of their own instead of "unknown key".
  const value = source.value ?? {};
  if (typeof value === "object" && !Array.isArray(value)) {
    for (const key of Object.keys(value)) {
      if (!laterKeys.has(key)) continue;
      into.problems.push(
        source.problem([key], `"${key}" is not available in this version`, {
          suggestion: "remove the key",
          atKey: true,
        }),
      );
      delete (value as Record<string, unknown>)[key];
    }
  }
  const before = into.problems.length;
  const input = check(configurationSchema, value, source, [], into.problems);
  if (input !== undefined || value === null || typeof value !== "object") return input;
  // What else is wrong is worth knowing too: read on without the keys that are not understood.
  const failed = new Set(into.problems.slice(before).map((problem) => problem.path.split(/[.[]/)[0]));
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !failed.has(key)));
  const again = configurationSchema.safeParse(rest);
  return again.success ? again.data : undefined;
}

async function settingsFrom(source: Source, file: string, into: Gathering): Promise<Settings | undefined> {
  const input = inputOf(source, into);
  if (input === undefined) return undefined;
  const targets = readTargets(input.targets, source, into);
  const { rules, runbooks } = await readPacksAndRunbooks(input, source, targets, into);
  checkThresholds(targets, rules, source, into);
  const notify = readNotify(input, source, into);
  const policies = readPolicies(input, source, into);
  checkApi(input, source, into);
  return {
    node: input.node,
    file,
    folder: into.folder,
    hash: sha256(into.texts.join("\0")),
    targets,
    rules,
    runbooks,
    policies,
    notify: { ...notify, giveUpAfterMs: input.notify.giveUpAfter },
    approvals: { deadlineMs: input.approvals.deadline },
    recurrence: { withinMs: input.recurrence.within, pageAt: input.recurrence.pageAt },
    repairs: input.repairs,
    api: input.api,
  };
}

async function readPacksAndRunbooks(
  input: Input,
  source: Source,
  targets: readonly Target[],
  into: Gathering,
): Promise<{ rules: readonly AnomalyRule[]; runbooks: readonly ReadRunbook[] }> {
  const rules: AnomalyRule[] = [];
  const runbooks: { read: ReadRunbook; text: Source }[] = [];
  for (const [index, name] of input.packs.entries()) {
    const pack = await readPack(name, source, ["packs", index], into);
    rules.push(...pack.rules);
    runbooks.push(...pack.runbooks);
  }
  rules.push(...readRules(input.anomalies, source, ["anomalies"], into));
  for (const [index, path] of input.runbooks.entries()) {
    for (const file of await filesNamed(absolute(into.folder, path), source, index, into)) {
      const read = await readRunbook(file, file, false, into);
      if (read !== undefined) runbooks.push(read);
    }
  }
  refuseDuplicates(runbooks, into);
  const types = targetsByType(rules, targets);
  for (const one of runbooks) checkForTargets(one, targets, types, into);
  return { rules: lastOfEach(rules), runbooks: runbooks.map(({ read }) => read) };
}

async function filesNamed(path: string, source: Source, index: number, into: Gathering): Promise<readonly string[]> {
  const stat = await into.files.stat(path);
  if (stat?.kind === "folder") return yamlFilesIn(path, into);
  if (stat !== undefined) return [path];
  into.problems.push(source.problem(["runbooks", index], `there is no file or folder ${path}`));
  return [];
}

/** A rule of one's own replaces a pack's rule of the same type. */
function lastOfEach(rules: readonly AnomalyRule[]): readonly AnomalyRule[] {
  return [...new Map(rules.map((rule) => [rule.type, rule])).values()];
}

function targetsByType(
  rules: readonly AnomalyRule[],
  targets: readonly Target[],
): ReadonlyMap<string, readonly string[]> {
  const fits = (rule: AnomalyRule, target: Target) =>
    (rule.kinds === undefined || rule.kinds.includes(target.kind)) &&
    target.probes.some((probe) => rule.probes.includes(probe.kind));
  return new Map(
    rules.map((rule) => [rule.type, targets.filter((target) => fits(rule, target)).map((target) => target.id)]),
  );
}

function checkThresholds(
  targets: readonly Target[],
  rules: readonly AnomalyRule[],
  source: Source,
  into: Gathering,
): void {
  const known = new Set(rules.flatMap((rule) => Object.keys(rule.thresholds)));
  for (const target of targets) {
    const index = indexOfTarget(source, target.id);
    for (const name of Object.keys(target.thresholds)) {
      if (known.has(name)) continue;
      const near = suggest(name, known);
      const suggestion = near === undefined ? "no rule of the packs in use has it" : `did you mean "${near}"?`;
      into.problems.push(
        source.problem(["targets", index, "thresholds", name], `unknown threshold "${name}"`, {
          suggestion,
          atKey: true,
        }),
      );
    }
  }
}

function readNotify(input: Input, source: Source, into: Gathering) {
  const route = (name: "notice" | "page"): readonly Configured[] =>
    input.notify[name]
      .map((value, index) =>
        configuredMember("channel", into.kinds.channels, value, source, ["notify", name, index], into),
      )
      .filter((member) => member !== undefined);
  return { notice: route("notice"), page: route("page") };
}

function readPolicies(input: Input, source: Source, into: Gathering): Settings["policies"] {
  const policies: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const [name, options] of Object.entries(input.policies)) {
    const policy = into.kinds.policies.get(name);
    if (policy === undefined) {
      const near = suggest(name, into.kinds.policies.keys());
      const suggestion =
        near === undefined ? `there are ${[...into.kinds.policies.keys()].join(", ")}` : `did you mean "${near}"?`;
      into.problems.push(
        source.problem(["policies", name], `there is no policy "${name}"`, { suggestion, atKey: true }),
      );
      continue;
    }
    // Checked here, read again by the guard: what is kept is what was written, so that durations are read once.
    if (check(policy.schema, options, source, ["policies", name], into.problems) !== undefined)
      policies[name] = options;
  }
  return policies;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

function checkApi(input: Input, source: Source, into: Gathering): void {
  if (loopback.test(input.api.host) || input.api.insecureBind) return;
  into.problems.push(
    source.problem(["api", "host"], "only this machine itself may be listened on without TLS", {
      suggestion: "use 127.0.0.1 behind a proxy with TLS, or say insecureBind: true",
    }),
  );
}
