/** Targets: checked, filled in, and held against one another. */
import type { ProbeDeclaration, Target } from "#core/model";
import { check } from "./check.ts";
import { findCycle } from "./cycles.ts";
import { entryOf, optionsOf, withAbsolutePaths } from "./extensions.ts";
import { absolute, didYouMean, type Gathering } from "./gathering.ts";
import { laterSupervisors } from "./later.ts";
import { checkOwners } from "./owners.ts";
import { probeCommonKeys, probeCommonSchema, type TargetInput, targetSchema } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";
import { serviceOf } from "./supervisors.ts";
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
  checkOwners(targets, places, into);
  return { targets, places };
}

/** One of a later version gets a word of its own instead of "unknown key". */
function withoutLaterSupervisor(target: unknown, source: Source, path: Path, into: Gathering): unknown {
  const supervisor = valueAt(target, ["supervisor"]);
  if (supervisor === null || typeof supervisor !== "object") return target;
  const later = Object.keys(supervisor).filter((name) => laterSupervisors.has(name));
  for (const name of later) {
    const message = `the supervisor "${name}" is not available in this version`;
    const suggestion = "use another, or watch the target without a supervisor";
    into.problems.push(source.problem([...path, "supervisor", name], message, { suggestion, atKey: true }));
  }
  return later.length === 0 ? target : { ...(target as object), supervisor: undefined };
}

function targetOf(input: TargetInput, probes: readonly ProbeDeclaration[], into: Gathering): Target {
  const { group, owner, repository, supervisor, startupGrace, ...rest } = input;
  return {
    ...rest,
    ...(group === undefined ? {} : { group }),
    ...(owner === undefined ? {} : { owner }),
    ...(repository === undefined ? {} : { repository }),
    ...(supervisor === undefined ? {} : { supervisor: serviceOf(input.id, supervisor, into.folder) }),
    staleFiles: input.staleFiles.map((file) => absolute(into.folder, file)),
    startupGraceMs: startupGrace,
    probes,
  };
}

function readProbes(input: TargetInput, source: Source, path: Path, into: Gathering): readonly ProbeDeclaration[] {
  const declared: ProbeDeclaration[] = [];
  for (const [index, value] of input.probes.entries()) {
    const at: Path = [...path, "probes", index];
    const probe = readProbe(value, source, at, into);
    if (probe === undefined) continue;
    for (const one of [probe, ...impliedBy(probe, into)]) {
      if (declared.some((other) => other.id === one.id)) {
        into.problems.push(
          source.problem(at, `a second probe "${one.id}" on this target`, {
            suggestion: `give it a name of its own: id: ${one.id}-2`,
          }),
        );
      }
      declared.push(one);
    }
  }
  if (input.supervisor === undefined || declared.some((probe) => probe.kind === "process")) return declared;
  // What Chiron supervises it also looks at: the exit is an event, the look is for what was adopted.
  const options = into.kinds.probes.get("process")?.schema.parse({}) ?? {};
  const deadlineMs = input.supervisor.direct === undefined ? 5_000 : 1_000;
  const implied = { id: "process", kind: "process", everyMs: 1_000, deadlineMs, options: { ...options } };
  return [implied, ...declared];
}

/** What the declaration stands for beside itself; an interval that was written holds for all of it. */
function impliedBy(probe: ProbeDeclaration, into: Gathering): readonly ProbeDeclaration[] {
  const { probes } = into.kinds;
  const { implies, defaults } = probes.get(probe.kind) ?? {};
  return (implies?.(probe.options) ?? []).flatMap(({ id, kind, everyMs, options }) => {
    const schema = probes.get(kind)?.schema;
    if (schema === undefined) return [];
    const whole = withAbsolutePaths(schema, schema.parse(options) as Record<string, unknown>, into.folder);
    const ownEveryMs = probe.everyMs === defaults?.everyMs ? everyMs : probe.everyMs;
    return [{ id, kind, everyMs: ownEveryMs, deadlineMs: probe.deadlineMs, options: whole }];
  });
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
