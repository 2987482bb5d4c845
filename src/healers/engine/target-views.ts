/** How targets are shown: each with its health, its readings, and how its trouble hangs together with that of others. */
import {
  type Cover,
  fitsMatchers,
  type Incident,
  type Matchers,
  type Target,
  type TargetView,
  type TroubleLink,
} from "#core/model";
import type { Detector } from "#loop/detect";
import type { Operating } from "./operating/index.ts";
import type { EngineState } from "./state.ts";

export interface TargetSources {
  readonly state: EngineState;
  readonly settings: () => { readonly targets: readonly Target[] };
  readonly operating: Pick<Operating, "silences" | "windows">;
  readonly detector: () => Detector;
  readonly servicePid: (target: string) => number | null;
}

/** For one target, or one after the other: what is the same for all is looked up once. */
export function targetViews(sources: TargetSources): (target: Target) => TargetView {
  const { state, settings, detector, servicePid } = sources;
  const covers = coversNow(sources.operating);
  const dependents = dependentsIn(settings().targets);
  return (target) => {
    const { id, kind, criticality, autonomy, dependsOn, group, owner, supervisor, probes } = target;
    const open = openOf(state, id);
    const readings = detector().readings(id);
    return {
      ...{ id, kind, criticality, autonomy, dependsOn },
      dependents: dependents.get(id) ?? [],
      group: group ?? null,
      owner: owner ?? null,
      supervisor: supervisor?.kind ?? null,
      health: healthOf(sources, target),
      pid: servicePid(id),
      probes: probes.map((probe) => ({
        id: probe.id,
        kind: probe.kind,
        everyMs: probe.everyMs,
        last: readings[probe.id] ?? null,
      })),
      openIncidents: open.map((incident) => incident.id),
      waitsFor: open.flatMap((incident) => waitOf(state, incident)),
      holdsUp: open.flatMap((incident) => heldUpBy(state, incident)),
      stopped: stoppedOf(state, id),
      covers: covers(target),
    };
  };
}

/** An open incident makes a target bad, whatever the last reading says. */
export function healthOf(
  { state, detector }: Pick<TargetSources, "state" | "detector">,
  target: Target,
): TargetView["health"] {
  return state.crowd.has(target.id) ? "bad" : detector().health(target);
}

function openOf({ crowd, open }: EngineState, target: string): readonly Incident[] {
  return [...crowd.of(target)].flatMap((id) => open.get(id) ?? []);
}

function waitOf({ open }: EngineState, { id, inhibitedBy }: Incident): readonly TroubleLink[] {
  const other = inhibitedBy === null ? undefined : open.get(inhibitedBy);
  return other === undefined ? [] : [{ incident: id, other: other.id, target: other.target }];
}

/** Those that wait now; the incident itself remembers also those that have waited. */
function heldUpBy({ open }: EngineState, { id, inhibits }: Incident): readonly TroubleLink[] {
  return inhibits
    .filter(({ incident }) => open.get(incident)?.inhibitedBy === id)
    .map(({ incident, target }) => ({ incident: id, other: incident, target }));
}

function stoppedOf({ standing }: EngineState, target: string): TargetView["stopped"] {
  const stop = standing.get("stop", target);
  return stop === undefined ? null : { ...stop, at: new Date(stop.at).toISOString() };
}

/** Made once for each list of targets: a reload brings another. */
const known = new WeakMap<readonly Target[], ReadonlyMap<string, readonly string[]>>();

function dependentsIn(targets: readonly Target[]): ReadonlyMap<string, readonly string[]> {
  const before = known.get(targets);
  if (before !== undefined) return before;
  const found = new Map<string, string[]>();
  for (const { id, dependsOn } of targets)
    for (const other of dependsOn) {
      const list = found.get(other);
      if (list === undefined) found.set(other, [id]);
      else list.push(id);
    }
  known.set(targets, found);
  return found;
}

function coversNow(operating: TargetSources["operating"]): (target: Target) => readonly Cover[] {
  const silences = operating.silences().map(({ id: name, reason, by, until, matchers }) => ({
    name,
    kind: "silence" as const,
    reason,
    by,
    until,
    matchers,
  }));
  const windows = operating.windows();
  return (target) =>
    [...silences, ...windows]
      .filter(({ matchers }) => concerns(matchers, target))
      .map(({ name, kind, reason, by, until, matchers }) => ({
        ...{ name, kind, reason, by },
        until: until === null || !Number.isFinite(until) ? null : new Date(until).toISOString(),
        partly: matchers?.types !== undefined || matchers?.severities !== undefined,
      }));
}

/** Whether any trouble of the target could fit. */
function concerns(matchers: Matchers | null, { id, group }: Target): boolean {
  if (matchers === null) return true;
  const { targets, groups } = matchers;
  if (targets === undefined && groups === undefined) return true;
  const ofPlace = { ...(targets === undefined ? {} : { targets }), ...(groups === undefined ? {} : { groups }) };
  return fitsMatchers(ofPlace, { target: id, type: "", severity: "low", group });
}
