/** Gathers what policies may look at. They get data, never the engine. */
import type { Actor, Facts, FailureRow, Incident, RunbookMode, Sighting, Stop, Target } from "#core/model";
import type { Parts } from "./parts.ts";
import type { Subject } from "./planning.ts";
import { returnsAreNews } from "./told.ts";

export const engineActor: Actor = { kind: "engine", id: "engine" };

export function factsOf(
  parts: Parts,
  { incident, target, registered }: Omit<Subject, "plan">,
  actor: Actor = engineActor,
): Facts {
  const { state } = parts;
  const { targets } = parts.settings();
  const service = parts.services.look(target.id);
  const { runbook } = registered;
  const others = [...parts.slots.busy].filter((id) => id !== target.id);
  return {
    ...sightingOf(parts, incident, target),
    paused: state.paused,
    actor,
    grants: actor.kind === "delegate" ? state.guard.grantsOf(actor.id) : [],
    runbook,
    runbookMode: modeNow(parts, registered),
    approvedPlanHash: incident.approval?.status === "approved" ? incident.approval.planHash : null,
    targetAttempts: state.attempts.filter((attempt) => attempt.target === target.id),
    runbookAttempts: state.attempts.filter((attempt) => attempt.runbook === runbook.id),
    restarts: state.restarts.get(target.id) ?? [],
    startedAt: state.services.get(target.id)?.startedAt ?? null,
    running: service.state === "running",
    supervisor: service.report,
    serviceHeld: state.held.get(target.id) ?? null,
    underRepair: others.map((id) => ({ target: id, group: parts.target(id)?.group })),
    groupSize: groupSizeOf(targets, target),
    targetCount: targets.length,
    failures: {
      runbook: row(parts, "runbook", runbook.id, () => others.some((id) => runbookAt(parts, id) === runbook.id)),
      // One repair at a time per target: there is no other.
      target: row(parts, "target", target.id, () => false),
      global: row(parts, "global", "", () => others.length > 0),
    },
    maintenance: parts.operating.holdOn(incident),
    stoppedByHuman: stopOf(state.standing.get("stop", target.id)),
  };
}

/** Since it was chosen, another of its repairs may have cost it the right to run by itself. */
function modeNow(parts: Parts, { runbook, mode }: Subject["registered"]): RunbookMode {
  return parts.registry().find(runbook.id)?.mode === "dry_run" ? "dry_run" : mode;
}

/** Counted once for a configuration, of which a reload brings another. */
const groupSizes = new WeakMap<readonly Target[], ReadonlyMap<string | undefined, number>>();

function groupSizeOf(targets: readonly Target[], { group }: Target): number {
  if (group === undefined) return 1;
  let sizes = groupSizes.get(targets);
  if (sizes === undefined) {
    sizes = new Map([...Map.groupBy(targets, (one) => one.group)].map(([name, members]) => [name, members.length]));
    groupSizes.set(targets, sizes);
  }
  return sizes.get(group) ?? 1;
}

/** What can be looked at when nothing is planned yet. */
export function sightingOf(parts: Parts, incident: Incident, target: Target): Sighting {
  const { state } = parts;
  const now = parts.platform.clock.now();
  return {
    now,
    incident,
    // Since it was taken up, a reload may have declared it otherwise: what it may have done to it is asked as it stands now.
    target: parts.target(target.id) ?? target,
    crowd: {
      bad: state.crowd.bad(state.open, now),
      watched: parts.settings().targets.length,
      stormSince: state.guard.storm?.since ?? null,
    },
    causation: state.guard.causes.of(incident.id, (one, other) => dependsOn(parts, one, other)),
    heals: state.guard.heals.of(incident.fingerprint),
    returnsAreNews: returnsAreNews(parts, incident),
  };
}

function row(
  { state }: Parts,
  scope: "runbook" | "target" | "global",
  name: string,
  isTrying: () => boolean,
): FailureRow {
  const known = state.guard.failures.of(scope, name);
  if (known === undefined) return noFailures;
  return { failures: known.failures, lastFailureAt: known.lastFailureAt, isTrying: isTrying() };
}

const noFailures: FailureRow = { failures: 0, lastFailureAt: null, isTrying: false };

/** The runbook by which a target is being repaired. */
function runbookAt({ state }: Parts, target: string): string | undefined {
  for (const id of state.crowd.of(target)) {
    const incident = state.incident(id);
    if (incident?.state === "remediating" || incident?.state === "verifying") return incident.plan?.runbook;
  }
  return undefined;
}

/** Directly, or by way of others. */
function dependsOn(parts: Parts, target: string, other: string): boolean {
  const seen = new Set<string>();
  const left = [target];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (next === other && next !== target) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    left.push(...(parts.target(next)?.dependsOn ?? []));
  }
  return false;
}

function stopOf(stop: Stop | undefined): Facts["stoppedByHuman"] {
  return stop === undefined ? null : { reason: stop.reason, by: stop.by, at: stop.at };
}
