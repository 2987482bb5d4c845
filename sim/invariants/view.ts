/** Everything that the engine keeps at hand and that somebody looks at, in a form that can be compared. */
import type { Target } from "#core/model";
import type { EngineState } from "#healers/engine";
import type { DependencyGraph } from "#loop/reason";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const standingKinds = ["silence", "maintenance", "stop", "trigger", "schedule", "session", "withheld"] as const;

/** Of what is only history the last day, or as long as anybody looks at it. */
export function viewOf(state: EngineState, now: number, targets: readonly string[]): Readonly<Record<string, unknown>> {
  const since = now - dayMs + 60_000;
  const recent = <T extends { readonly at: number }>(list: readonly T[]) => list.filter(({ at }) => at >= since);
  return {
    open: table(state.open),
    silenced: table(new Map([...state.silencedUntil].filter(([, until]) => until > now))),
    attempts: recent(state.attempts),
    restarts: table(new Map([...state.restarts].filter(([, list]) => recent(list).length > 0)), recent),
    restartsSince: targets.map((target) => state.restartsSince(target, now - hourMs)),
    services: table(state.services),
    runbooks: table(state.runbooks),
    approvals: table(state.approvals),
    amendments: table(state.amendments),
    amendmentDecisions: table(state.amendmentDecisions),
    outcomes: table(state.outcomes, (list) => list.slice(-100)),
    held: table(state.held),
    pipelines: table(state.pipelines),
    streaks: table(new Map([...state.dryRuns.streaks].filter(([, list]) => list.length > 0))),
    rehearsed: table(state.dryRuns.standing),
    fixes: table(state.dryRuns.fixes),
    standing: standingKinds.map((kind) => table(state.standing.all(kind))),
    told: [...state.open.values()].map(({ fingerprint }) => state.standing.triggersOf(fingerprint).length),
    crowd: [...state.crowd.bad(state.open, now)].map(({ target, since: from }) => `${target} ${from}`).sort(),
    past: [...state.open.values()].map(({ fingerprint }) => state.past(fingerprint) ?? null),
    effects: [...state.open.values()].flatMap(({ id, steps }) =>
      steps.map(({ effect }) => state.knowsEffect(id, effect)),
    ),
    paused: state.paused,
    lastRemediationAt: state.lastRemediationAt,
    lastEscalationAt: state.lastEscalationAt,
    ...guardView(state, now),
    ...recentView(state, now),
  };
}

function guardView({ guard, open, attempts }: EngineState, now: number): object {
  const fingerprints = new Set([
    ...[...open.values()].map(({ fingerprint }) => fingerprint),
    ...attempts.map(({ anomaly, target }) => `${anomaly}@${target}`),
  ]);
  const young = [...open.values()].filter(({ openedAt }) => now - openedAt < hourMs);
  return {
    storm: guard.storm,
    grants: table(guard.grants),
    failures: guard.failures
      .all()
      .map((one) => JSON.stringify(one))
      .sort(),
    heals: Object.fromEntries([...fingerprints].sort().map((one) => [one, guard.heals.of(one)])),
    causes: young.map(({ id }) => guard.causes.of(id, () => false)),
  };
}

const nowhere: Target = { id: "" } as unknown as Target;
const noGraph: Pick<DependencyGraph, "upstream" | "downstream"> = {
  upstream: () => new Set<string>(),
  downstream: () => new Set<string>(),
};

function recentView({ recent }: EngineState, now: number): object {
  return {
    containment: recent.containment,
    stormEndedAt: (recent.stormEndedAt ?? 0) >= now - hourMs ? recent.stormEndedAt : null,
    changes: recent.changes.filter(({ at }) => at >= now - hourMs),
    anomalies: recent.anomalies(nowhere, noGraph, () => undefined, now, ""),
  };
}

function table<T>(map: ReadonlyMap<string, T>, change: (value: T) => unknown = (value) => value): object {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, change(value)]));
}
