/** What an incident's target depends on, and whether that is what its trouble comes from. */
import { combineReadings, type Incident, kindOf, type Target } from "#core/model";
import { type DependencyGraph, dependencyGraph } from "#loop/reason";
import type { Parts } from "./parts.ts";

/** Made once for each list of targets: a reload brings another. */
const graphs = new WeakMap<readonly Target[], DependencyGraph>();

export function graphOf(parts: Pick<Parts, "settings">): DependencyGraph {
  const { targets } = parts.settings();
  let graph = graphs.get(targets);
  if (graph === undefined) {
    graph = dependencyGraph(targets);
    graphs.set(targets, graph);
  }
  return graph;
}

/** What only slows a target down, or will be trouble one day, is no reason to leave alone what needs it. */
function impairs({ severity }: Pick<Incident, "severity">): boolean {
  return severity === "critical" || severity === "high";
}

/**
 * The incident that this target's trouble is put down to: the worst, then the oldest, of the farthest bad thing that it needs.
 * Undefined: nothing that it needs is known to be bad.
 */
export function rootOf(parts: Pick<Parts, "settings" | "state">, target: Pick<Target, "id" | "dependsOn">) {
  if (target.dependsOn.length === 0) return undefined;
  const graph = graphOf(parts);
  const bad = new Map<string, Incident>();
  for (const id of graph.upstream(target.id)) {
    for (const incident of incidentsOf(parts, id)) {
      const known = bad.get(id);
      if (impairs(incident) && (known === undefined || comesBefore(incident, known))) bad.set(id, incident);
    }
  }
  if (bad.size === 0) return undefined;
  const roots = graph.rootsOf(target.id, (id) => bad.has(id)).map((id) => bad.get(id) as Incident);
  return roots.sort((a, b) => (comesBefore(a, b) ? -1 : 1))[0];
}

function incidentsOf({ state }: Pick<Parts, "state">, target: string): readonly Incident[] {
  return [...state.crowd.of(target)].flatMap((id) => state.incident(id) ?? []);
}

/** Whether an incident is put down to another one. */
export function isExplained(parts: Pick<Parts, "settings" | "state" | "target">, id: string): boolean {
  const target = parts.target(parts.state.incident(id)?.target ?? "");
  return target !== undefined && rootOf(parts, target) !== undefined;
}

function comesBefore(a: Incident, b: Incident): boolean {
  if (a.severity !== b.severity) return a.severity === "critical";
  return a.openedAt !== b.openedAt ? a.openedAt < b.openedAt : a.id < b.id;
}

/** Something that the target needs does not look well, and no incident says so yet. */
export interface Suspect {
  readonly target: string;
  /** How long it is waited for at most; wall clock. */
  readonly until: number;
}

/**
 * Its own process is gone, or a reading of it was bad and is being confirmed, or it was started a moment ago and is not yet up. What is
 * kept stopped on purpose is no news.
 */
export function suspectOf(parts: Parts, { openedAt }: Incident, target: Target): Suspect | undefined {
  const now = parts.platform.clock.now();
  for (const id of graphOf(parts).upstream(target.id)) {
    const other = parts.target(id);
    if (other === undefined || parts.state.held.has(id)) continue;
    const isGone = other.supervisor?.kind === "direct" && parts.services.look(id).state === "gone";
    const isSuspected = parts
      .detector()
      .suspects(other)
      .some((severity) => impairs({ severity }));
    if ((isGone || isSuspected) && now < openedAt + suspectedAtMostMs)
      return { target: id, until: openedAt + suspectedAtMostMs };
    const warmAt = (parts.state.services.get(id)?.startedAt ?? Number.NEGATIVE_INFINITY) + other.startupGraceMs;
    if (now < warmAt && !isServing(parts, other)) return { target: id, until: warmAt };
  }
  return undefined;
}

const suspectedAtMostMs = 15_000;

function isServing(parts: Parts, { id, probes }: Target): boolean {
  const readings = parts.detector().readings(id);
  if (probes.some((probe) => readings[probe.id] === undefined)) return false;
  const reading = combineReadings(readings);
  return reading?.available === true && reading.values.serving !== false;
}

/** The process that the target stands for has ended: nothing that it needs is asked before it is started again. */
export function ownProcessEnded({ evidence: { reading } }: Incident, target: Target): boolean {
  return kindOf(reading, target) === "process" && reading.values.running === false;
}

/** So long may what needed a repaired target take to find its way back by itself. */
export function settlingMs(incident: Incident, target: Target): number {
  if (ownProcessEnded(incident, target) && target.supervisor?.kind === "direct") return 0;
  const slowest = Math.max(0, ...target.probes.map(({ everyMs }) => everyMs));
  return Math.min(longestSettlingMs, Math.max(target.startupGraceMs, 2 * slowest));
}

const longestSettlingMs = 60_000;
