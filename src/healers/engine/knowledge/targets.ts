/** Targets in lists, in detail, and as a graph. */
import type {
  AnomalyRule,
  DependencyNode,
  Page,
  Target,
  TargetDetail,
  TargetQuery,
  TargetView,
  WatchedFor,
} from "#core/model";
import { healthOf, type TargetSources, targetViews } from "../target-views.ts";
import { bounded, notOurs, readCursor, writeCursor } from "./cursor.ts";
import { limitsIn } from "./limits.ts";

const largestPage = 1_000;

/** In the order of the configuration. */
export function pageOfTargets(sources: TargetSources, query: TargetQuery): Page<TargetView> {
  const { health, kind, group, cursor } = query;
  const search = query.search?.toLowerCase();
  const { targets } = sources.settings();
  const fits = (target: Target): boolean =>
    (kind === undefined || target.kind === kind) &&
    (group === undefined || target.group === group) &&
    (search === undefined ||
      [target.id, target.group, target.owner].some((text) => text?.toLowerCase().includes(search))) &&
    (health === undefined || healthOf(sources, target) === health);
  const from = cursor === undefined ? 0 : placeAfter(targets, readCursor(cursor));
  const length = bounded(query.limit, largestPage, largestPage);
  const found: Target[] = [];
  for (let at = from; at < targets.length && found.length <= length; at++) {
    const target = targets[at];
    if (target !== undefined && fits(target)) found.push(target);
  }
  const shown = found.slice(0, length);
  const last = shown.at(-1);
  return {
    items: shown.map(targetViews(sources)),
    next: found.length > length && last !== undefined ? writeCursor(last.id) : null,
  };
}

function placeAfter(targets: readonly Target[], id: string): number {
  const place = targets.findIndex((target) => target.id === id);
  if (place === -1) throw notOurs();
  return place + 1;
}

export function detailOf(sources: TargetSources, id: string): TargetDetail | undefined {
  const target = sources.settings().targets.find((one) => one.id === id);
  if (target === undefined) return undefined;
  const watchedFor = sources
    .detector()
    .rulesOf(target)
    .map((rule) => watchedForOf(rule, target));
  return { ...targetViews(sources)(target), watchedFor };
}

function watchedForOf(rule: AnomalyRule, target: Target): WatchedFor {
  const thresholds = Object.entries(rule.thresholds).map(([name, value]) => {
    const own = target.thresholds[name];
    return { name, value: own ?? value, own: own !== undefined };
  });
  const values = Object.fromEntries(thresholds.map(({ name, value }) => [name, value]));
  return {
    ...{ type: rule.type, title: rule.title, severity: rule.severity, thresholds },
    probes: target.probes.filter(({ kind }) => rule.probes.includes(kind)).map(({ id }) => id),
    condition: rule.when.trim(),
    confirmation: { bad: rule.bad, forMs: rule.for },
    limits: limitsIn(rule.when, values),
  };
}

export function dependencyNodes(sources: TargetSources): readonly DependencyNode[] {
  const view = targetViews(sources);
  return sources.settings().targets.map((target) => {
    const { id, kind, criticality, dependsOn, group, owner, health, openIncidents, waitsFor, ...rest } = view(target);
    return {
      ...{ id, kind, criticality, dependsOn, group, owner, health, openIncidents, waitsFor },
      holdsUp: rest.holdsUp.length,
      stopped: rest.stopped !== null,
      covered: rest.covers.length > 0,
    };
  });
}
