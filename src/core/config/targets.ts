/** Targets: checked, filled in, and held against one another. */
import { join } from "node:path";
import type { z } from "zod";
import { suggest } from "#core/lib";
import type { directSupervisorSchema, ProbeDeclaration, Service, Target } from "#core/model";
import { check, valueAt } from "./check.ts";
import { entryOf, optionsOf } from "./extensions.ts";
import { absolute, type Gathering } from "./gathering.ts";
import { probeCommonKeys, probeCommonSchema, type TargetInput, targetSchema } from "./schema.ts";
import type { Path, Source } from "./source.ts";

export function readTargets(list: readonly unknown[], source: Source, into: Gathering): readonly Target[] {
  const targets: Target[] = [];
  const seen = new Set<string>();
  for (const [index, value] of list.entries()) {
    const path: Path = ["targets", index];
    const input = check(targetSchema, value, source, path, into.problems);
    if (input === undefined) {
      checkProbesOnly(value, source, path, into);
      continue;
    }
    if (seen.has(input.id))
      into.problems.push(source.problem([...path, "id"], `the id "${input.id}" is taken by another target`));
    seen.add(input.id);
    const probes = readProbes(input, source, path, into);
    targets.push(targetOf(input, probes, into));
  }
  checkDependencies(targets, source, into);
  return targets;
}

function targetOf(input: TargetInput, probes: readonly ProbeDeclaration[], into: Gathering): Target {
  const { group, owner, supervisor, startupGrace, ...rest } = input;
  return {
    ...rest,
    ...(group === undefined ? {} : { group }),
    ...(owner === undefined ? {} : { owner }),
    ...(supervisor === undefined ? {} : { supervisor: serviceOf(input.id, supervisor.direct, into) }),
    staleFiles: input.staleFiles.map((file) => absolute(into.folder, file)),
    startupGraceMs: startupGrace,
    probes,
  };
}

function serviceOf(target: string, direct: z.output<typeof directSupervisorSchema>, into: Gathering): Service {
  const { cwd, log, pidFile, command, ...rest } = direct;
  const [program = "", ...args] = command;
  return {
    target,
    kind: "direct",
    ...rest,
    // A program named with a slash is a path, as in a shell; a bare name is looked up on PATH.
    command: [program.includes("/") ? absolute(into.folder, program) : program, ...args],
    cwd: absolute(into.folder, cwd ?? "."),
    // The folder of logs is only known to the engine, which has the data folder.
    log: log === undefined ? join("services", `${target}.log`) : absolute(into.folder, log),
    ...(pidFile === undefined ? {} : { pidFile: absolute(into.folder, pidFile) }),
  };
}

function readProbes(input: TargetInput, source: Source, path: Path, into: Gathering): readonly ProbeDeclaration[] {
  const declared: ProbeDeclaration[] = [];
  for (const [index, value] of input.probes.entries()) {
    const at: Path = [...path, "probes", index];
    const probe = readProbe(value, source, at, into);
    if (probe === undefined) continue;
    if (declared.some((other) => other.id === probe.id)) {
      into.problems.push(
        source.problem(at, `a second probe "${probe.id}" on this target`, {
          suggestion: `give it a name of its own: id: ${probe.id}-2`,
        }),
      );
    }
    declared.push(probe);
  }
  if (input.supervisor === undefined || declared.some((probe) => probe.kind === "process")) return declared;
  // What Chiron supervises it also looks at: the exit is an event, the look is for what was adopted.
  const implied = { id: "process", kind: "process", everyMs: 1_000, deadlineMs: 1_000, options: {} };
  return [implied, ...declared];
}

/** The target itself is wrong; what is wrong with its probes is told in the same breath. */
function checkProbesOnly(value: unknown, source: Source, path: Path, into: Gathering): void {
  const { probes } = (value ?? {}) as { readonly probes?: unknown };
  if (!Array.isArray(probes)) return;
  for (const [index, probe] of probes.entries()) readProbe(probe, source, [...path, "probes", index], into);
}

function readProbe(value: unknown, source: Source, path: Path, into: Gathering): ProbeDeclaration | undefined {
  const { probes } = into.kinds;
  const entry = entryOf(value, "probe", probes.keys(), source, path, into);
  const probe = entry === undefined ? undefined : probes.get(entry.kind);
  if (entry === undefined || probe === undefined) return undefined;
  const own = Object.entries(entry.options).filter(([key]) => !(probeCommonKeys as readonly string[]).includes(key));
  const shared = Object.entries(entry.options).filter(([key]) => (probeCommonKeys as readonly string[]).includes(key));
  const common = check(probeCommonSchema, Object.fromEntries(shared), source, [...path, entry.kind], into.problems);
  const options = optionsOf(
    probe.schema,
    { kind: entry.kind, options: Object.fromEntries(own) },
    source,
    path,
    into,
    probeCommonKeys,
  );
  if (common === undefined || options === undefined) return undefined;
  const everyMs = common.every ?? probe.defaults.everyMs;
  const deadlineMs = common.timeout ?? common.deadline ?? probe.defaults.deadlineMs;
  if (everyMs < 100) into.problems.push(source.problem([...path, entry.kind, "every"], "is too often: at least 100ms"));
  if (deadlineMs < 10)
    into.problems.push(source.problem([...path, entry.kind], "the timeout is too short: at least 10ms"));
  return { id: common.id ?? entry.kind, kind: entry.kind, everyMs, deadlineMs, options };
}

function checkDependencies(targets: readonly Target[], source: Source, into: Gathering): void {
  const ids = declaredIds(source);
  for (const target of targets) {
    const index = indexOfTarget(source, target.id);
    for (const [position, needed] of target.dependsOn.entries()) {
      if (ids.includes(needed)) continue;
      const near = suggest(needed, ids);
      const suggestion = near === undefined ? undefined : `did you mean "${near}"?`;
      into.problems.push(
        source.problem(["targets", index, "dependsOn", position], `there is no target "${needed}"`, { suggestion }),
      );
    }
  }
  const cycle = findCycle(targets);
  if (cycle === undefined) return;
  const index = indexOfTarget(source, cycle[0] ?? "");
  into.problems.push(source.problem(["targets", index, "dependsOn"], `depends on itself: ${cycle.join(" → ")}`));
}

/** As the file has them: targets that are wrong in some other way are there too. */
function declaredIds(source: Source): readonly string[] {
  const list = valueAt(source.value, ["targets"]);
  return Array.isArray(list) ? list.map((target) => String(valueAt(target, ["id"]))) : [];
}

export function indexOfTarget(source: Source, id: string): number {
  return declaredIds(source).indexOf(id);
}

function findCycle(targets: readonly Target[]): readonly string[] | undefined {
  const needs = new Map(targets.map((target) => [target.id, target.dependsOn]));
  const done = new Set<string>();
  for (const { id } of targets) {
    // Depth first, without recursion: the file decides how long a chain is.
    const trail: { id: string; left: string[] }[] = [{ id, left: [...(needs.get(id) ?? [])] }];
    while (trail.length > 0) {
      const here = trail[trail.length - 1] as { id: string; left: string[] };
      const next = here.left.pop();
      if (next === undefined) {
        done.add(here.id);
        trail.pop();
        continue;
      }
      const from = trail.findIndex((step) => step.id === next);
      if (from >= 0) return [...trail.slice(from).map((step) => step.id), next];
      if (!done.has(next) && needs.has(next)) trail.push({ id: next, left: [...(needs.get(next) ?? [])] });
    }
  }
  return undefined;
}
