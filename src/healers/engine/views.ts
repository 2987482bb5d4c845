/** How the engine shows itself to surfaces. */
import type {
  HealerLook,
  IncidentState,
  RegisteredRunbook,
  RunbookView,
  Settings,
  SinkView,
  Status,
  TargetView,
} from "#core/model";
import { processStatusOf } from "#core/model/plain";
import { whereSwitched } from "#core/model/switches";
import type { Detector } from "#loop/detect";
import type { Fallback } from "./configuration/index.ts";
import { kernelsIn } from "./kernels/index.ts";
import type { LagMeter } from "./lag.ts";
import { type Operating, switchesView } from "./operating/index.ts";
import type { StoreTrouble } from "./record/index.ts";
import type { RunbookRegistry } from "./runbooks.ts";
import type { EngineState } from "./state.ts";
import { healthOf } from "./target-views.ts";

/** What is shown of what is beside the loop, by the process that has put it there. */
export interface BesideViews {
  readonly healers?: () => readonly HealerLook[];
  readonly sinks?: () => readonly SinkView[];
  readonly port?: () => Status["port"];
}

export interface ViewSources extends BesideViews {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly state: EngineState;
  readonly lag: LagMeter;
  readonly settings: () => Settings;
  readonly operating: Operating;
  readonly detector: () => Detector;
  readonly registry: () => RunbookRegistry;
  readonly trouble?: StoreTrouble | undefined;
  readonly fallback?: (() => Fallback | undefined) | undefined;
  readonly model: () => Status["model"];
  readonly servicePid: (target: string) => number | null;
  /** A kernel that is not started yet, because what it comes after is not up. */
  readonly isWaiting: (target: string) => boolean;
}

export function statusView(sources: ViewSources): Status {
  const { state } = sources;
  const health = sources.settings().targets.map((target) => healthOf(sources, target));
  const count = (wanted: TargetView["health"]) => health.filter((one) => one === wanted).length;
  const runbooks = sources.registry().list;
  const model = sources.model();
  const healers = sources.healers?.() ?? [];
  const of = (wanted: HealerLook["role"]) => processStatusOf(healers.find(({ role }) => role === wanted));
  return {
    version: sources.version,
    node: sources.settings().node,
    engine: {
      state: "running",
      pid: sources.pid,
      startedAt: iso(sources.startedAt),
      loopLagMs: sources.lag.p99(),
      memoryMB: Math.round(process.memoryUsage.rss() / 1e6),
    },
    mender: of("mender"),
    watchdog: of("watchdog"),
    ...whereSwitched(switchesView(sources)),
    paused: state.paused === null ? null : { ...state.paused, since: iso(state.paused.since) },
    targets: { total: health.length, good: count("good"), bad: count("bad"), unknown: count("unknown") },
    incidents: { open: state.open.size, byState: byState(state) },
    runbooks: {
      dry_run: runbooks.filter((one) => one.mode === "dry_run").length,
      auto_execute: runbooks.filter((one) => one.mode === "auto_execute").length,
    },
    ...(sources.trouble === undefined ? {} : { store: storeView(sources.trouble) }),
    ...kernelsIn({
      targets: sources.settings().targets,
      readings: (id) => sources.detector().readings(id),
      pid: sources.servicePid,
      isWaiting: sources.isWaiting,
    }),
    ...sinksIn(sources),
    ...fallbackIn(sources),
    ...portIn(sources),
    ...(model === undefined ? {} : { model }),
    lastRemediationAt: state.lastRemediationAt === null ? null : iso(state.lastRemediationAt),
    lastEscalationAt: state.lastEscalationAt === null ? null : iso(state.lastEscalationAt),
    harmony: null,
  };
}

function fallbackIn({ fallback }: ViewSources): Pick<Status, "configuration"> {
  const now = fallback?.();
  if (now === undefined) return {};
  const { file, problems, since, keptAt } = now;
  return { configuration: { state: "last_good", file, problems, since: iso(since), keptAt: iso(keptAt) } };
}

function portIn({ port }: ViewSources): Pick<Status, "port"> {
  const missing = port?.();
  return missing === undefined ? {} : { port: missing };
}

function sinksIn({ sinks }: ViewSources): Pick<Status, "sinks"> {
  const views = sinks?.() ?? [];
  return views.length === 0 ? {} : { sinks: views };
}

/** In the order of their names. */
function byState({ open }: EngineState): Status["incidents"]["byState"] {
  const counts = new Map<IncidentState, number>();
  for (const { state } of open.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

export function runbookView(registry: RunbookRegistry, registered: RegisteredRunbook): RunbookView {
  const { runbook, hash, source, mode, approvedAt, approvedBy } = registered;
  return {
    id: runbook.id,
    title: runbook.title,
    version: runbook.version,
    hash,
    source,
    mode,
    approvedBy: approvedBy ?? null,
    approvedAt: approvedAt === undefined ? null : iso(approvedAt),
    matches: runbook.matches,
    risk: runbook.risk,
    strategies: runbook.strategies.map((strategy) => strategy.name),
    confidence: registry.confidenceOf(registered),
  };
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function storeView({ kind, since, reason, copy }: StoreTrouble): NonNullable<Status["store"]> {
  return { state: kind ?? "damaged", since, reason, copy };
}
