/** Targets: checked, filled in, and held against one another. */
import { join } from "node:path";
import type { z } from "zod";
import type { directSupervisorSchema, ProbeDeclaration, Service, Target } from "#core/model";
import { check } from "./check.ts";
import { findCycle } from "./cycles.ts";
import { entryOf, optionsOf } from "./extensions.ts";
import { absolute, didYouMean, type Gathering } from "./gathering.ts";
import { laterSupervisors } from "./later.ts";
import { probeCommonKeys, probeCommonSchema, type TargetInput, targetSchema } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";
import { valueAt } from "./values.ts";
import type { Written } from "./written.ts";

export interface ReadTargets {
  readonly targets: readonly Target[];
  /** Where each is written, by id; also those that are wrong in some way. */
  readonly places: ReadonlyMap<string, Written>;
}

export function readTargets(list: readonly Written[], into: Gathering): ReadTargets {
  const targets: Target[] = [];
  const places = new Map<string, Written>();
  for (const written of list) {
    if (into.problems.isFull) break;
    const { source, path, pack } = written;
    const value = withoutLaterSupervisor(written.value, source, path, into);
    const input = check(targetSchema, value, source, path, into.problems);
    const id = valueAt(value, ["id"]);
    if (input !== undefined && places.has(input.id))
      into.problems.push(source.problem([...path, "id"], `the id "${input.id}" is taken by another target`));
    else if (typeof id === "string" && !places.has(id)) places.set(id, written);
    if (input === undefined) {
      checkProbesOnly(value, source, path, into);
      continue;
    }
    const probes = readProbes(input, source, path, into);
    for (const { id } of probes) into.probeIds.add(id);
    targets.push({ ...targetOf(input, probes, into), ...(pack === undefined ? {} : { pack }) });
  }
  checkDependencies(targets, places, into);
  return { targets, places };
}

/** One of a later version gets a word of its own instead of "unknown key". */
function withoutLaterSupervisor(target: unknown, source: Source, path: Path, into: Gathering): unknown {
  const supervisor = valueAt(target, ["supervisor"]);
  if (supervisor === null || typeof supervisor !== "object") return target;
  const later = Object.keys(supervisor).filter((name) => laterSupervisors.has(name));
  for (const name of later) {
    const message = `the supervisor "${name}" is not available in this version`;
    const suggestion = "use direct, or watch the target without a supervisor";
    into.problems.push(source.problem([...path, "supervisor", name], message, { suggestion, atKey: true }));
  }
  return later.length === 0 ? target : { ...(target as object), supervisor: undefined };
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

function checkDependencies(targets: readonly Target[], places: ReadonlyMap<string, Written>, into: Gathering): void {
  for (const target of targets) {
    for (const [position, needed] of target.dependsOn.entries()) {
      if (places.has(needed) || into.problems.isFull) continue;
      tell(target.id, ["dependsOn", position], `there is no target "${needed}"`, didYouMean(needed, places.keys()));
    }
  }
  const cycle = findCycle(new Map(targets.map(({ id, dependsOn }) => [id, dependsOn])));
  if (cycle === undefined) return;
  const shown = cycle.length > 12 ? [...cycle.slice(0, 6), "…", ...cycle.slice(-5)] : cycle;
  tell(cycle[0] ?? "", ["dependsOn"], `depends on itself: ${shown.join(" → ")}`);

  function tell(id: string, inner: Path, message: string, suggestion?: string): void {
    const place = places.get(id);
    if (place !== undefined)
      into.problems.push(place.source.problem([...place.path, ...inner], message, { suggestion }));
  }
}
