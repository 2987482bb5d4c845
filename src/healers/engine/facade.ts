/** The engine's face towards surfaces: views, commands, live events. Nothing else of it can be reached. */
import { dirname } from "node:path";
import type { EventLog, Readings } from "#core/log";
import type { LogReader } from "#core/log/read";
import type { EngineFacade, GlanceFacade, MetricsSnapshot, SinkView } from "#core/model";
import { withLastGood } from "#healers/mutual";
import type { Polling } from "#loop/sense";
import type { Counsel } from "./advisor/index.ts";
import type { Fallback } from "./configuration/index.ts";
import type { Provision } from "./critical/index.ts";
import { lazyKnowledge } from "./knowing.ts";
import type { LagMeter } from "./lag.ts";
import { mendingViews } from "./mending/index.ts";
import { silenceViews, windowViews } from "./operating/index.ts";
import type { Parts } from "./parts.ts";
import { policyViews } from "./policies-view.ts";
import { decidedIn, lastPostMortem, postMortems } from "./postmortem-views.ts";
import type { StoreTrouble } from "./record/index.ts";
import { story } from "./storyteller.ts";
import { targetViews } from "./target-views.ts";
import { type BesideViews, runbookView, statusView, type ViewSources } from "./views.ts";
import { watchingOf } from "./watching/index.ts";

export interface FacadeMeans extends BesideViews, Pick<Provision, "criticalFolder"> {
  readonly version: string;
  readonly log: EventLog;
  readonly reader: LogReader;
  readonly readings: Readings;
  readonly parts: Parts;
  readonly polling: Polling;
  readonly lag: LagMeter;
  readonly startedAt: number;
  readonly counsel: Counsel;
  readonly harmony: EngineFacade["harmony"];
  readonly audit: EngineFacade["audit"];
  readonly command: EngineFacade["command"];
  readonly trouble?: StoreTrouble | undefined;
  readonly fallback?: (() => Fallback | undefined) | undefined;
}

export function createFacade(means: FacadeMeans): EngineFacade {
  const { parts, reader, log } = means;
  const sources: ViewSources = {
    ...means,
    pid: parts.platform.processes.self.pid,
    state: parts.state,
    settings: parts.settings,
    operating: parts.operating,
    detector: parts.detector,
    registry: parts.registry,
    model: () => means.counsel.status(),
    isWaiting: (target) => parts.kernels.waiting.has(target),
    servicePid: (target) => parts.services.look(target).process?.pid ?? null,
  };
  const decided = decidedIn(parts.state);
  return {
    ...glanceOf(means, sources, decided),
    status: () => statusView(sources),
    targets: () => parts.settings().targets.map(targetViews(sources)),
    target(id) {
      const target = parts.target(id);
      return target === undefined ? undefined : targetViews(sources)(target);
    },
    incidents: (query) => reader.summaries(query),
    incident: (id) => reader.incidentDetail(id),
    approvals: () => reader.approvals(),
    postMortems: () => postMortems(reader, decided),
    postMortem: (incident) => lastPostMortem(reader, incident, decided),
    silences: () => silenceViews(sources),
    maintenance: () => windowViews(sources),
    triggers: () => [...parts.state.standing.all("trigger").values()],
    runbooks: () => parts.registry().list.map((registered) => runbookView(parts.registry(), registered)),
    policies: () => policyViews(parts),
    runbook(id) {
      const registered = parts.registry().find(id);
      if (registered === undefined) return undefined;
      return { ...runbookView(parts.registry(), registered), definition: registered.runbook };
    },
    readings: (query) => means.readings.query(query),
    events: (query) => reader.events(query),
    subscribe: (listener) => log.subscribe(listener),
    command: means.command,
    ...healersOf(means),
    sinks: () => means.sinks?.() ?? [],
    head: (stream = "engine") => (stream === "engine" ? log.durableHead() : reader.head(stream)),
    metricRecords: (query) => reader.metrics(query),
    metrics: () => metricsOf(means),
    harmony: means.harmony,
    audit: means.audit,
    knowledge: lazyKnowledge({ ...sources, reader, now: parts.platform.clock.now }),
    mending: mendingViews(reader.mending, () => parts.settings().repositories),
  };
}

/** What people look at and read; loaded with the first who does. */
function glanceOf(
  { parts, reader, log, harmony }: FacadeMeans,
  sources: ViewSources,
  decided: ReturnType<typeof decidedIn>,
): GlanceFacade {
  const tell: GlanceFacade["tell"] = (stored) => {
    const { tellEvent, chapterOf } = story();
    return { sentence: tellEvent(stored), chapter: chapterOf(stored) };
  };
  const now = () => parts.platform.clock.now();
  return {
    tell,
    node: () => parts.settings().node,
    async overview() {
      const { overviewOf } = await import("./glance/index.ts");
      return overviewOf({ sources, reader, harmony, head: () => log.durableHead().seq, now, tell });
    },
    async story(id) {
      const { storyOf } = await import("./glance/index.ts");
      return storyOf(parts, reader, id, lastPostMortem(reader, id, decided) !== undefined);
    },
    async questions() {
      const { queuedQuestions } = await import("./glance/index.ts");
      return queuedQuestions(parts, reader);
    },
  };
}

function healersOf({ parts, reader, healers: looks, criticalFolder = "" }: FacadeMeans) {
  const healers = () => withLastGood(looks?.() ?? [], criticalFolder);
  const now = () => parts.platform.clock.now();
  const dataDir = looks === undefined ? "" : dirname(criticalFolder);
  return { healers, watching: watchingOf({ reader, healers, settings: parts.settings, now, dataDir }) };
}

/** What the counts are told apart by, where it is not the type of the anomaly. */
const labelOf: Readonly<Record<string, string>> = {
  heal_signal_sent: "channel",
  heal_runbook_graduated: "by",
  chiron_incidents_told: "tier",
};

function taskCounts({ mending }: LogReader): MetricsSnapshot["gauges"][string] {
  return mending.counts().map(({ repository, state, count }) => ({ labels: { repository, state }, value: count }));
}

function metricsOf({ parts, polling, lag, log, sinks, reader }: FacadeMeans): MetricsSnapshot {
  const counters: Record<string, { labels: Record<string, string>; value: number }[]> = {};
  for (const [key, value] of parts.state.counters) {
    const [name = "", label = ""] = key.split("|");
    const labels: Record<string, string> = label === "" ? {} : { [labelOf[name] ?? "type"]: label };
    const list = counters[name] ?? [];
    list.push({ labels, value });
    counters[name] = list;
  }
  const { polls, late, overdue, inFlight } = polling.stats();
  const single = (value: number) => [{ labels: {}, value }];
  counters.chiron_polls = single(polls);
  counters.chiron_polls_late = single(late);
  counters.chiron_polls_overdue = single(overdue);
  const views = sinks?.() ?? [];
  const perSink = (value: (view: SinkView) => number) =>
    views.map((view) => ({ labels: { sink: view.id }, value: value(view) }));
  if (views.length > 0) {
    counters.chiron_sink_delivered = perSink(({ delivered }) => delivered);
    counters.chiron_sink_failures = perSink(({ failures }) => failures);
    const spans = views.find((view) => view.spans !== undefined)?.spans;
    if (spans !== undefined) {
      counters.chiron_spans_exported = single(spans.exported);
      counters.chiron_spans_dropped = single(spans.dropped);
    }
  }
  return {
    counters,
    gauges: {
      ...(parts.settings().repositories.length > 0 ? { chiron_repair_tasks: taskCounts(reader) } : {}),
      ...(views.length > 0 ? { chiron_sink_behind: perSink(({ behind }) => behind) } : {}),
      chiron_polls_in_flight: single(inFlight),
      chiron_incidents_open: single(parts.state.open.size),
      chiron_targets: single(parts.settings().targets.length),
      chiron_repairs_running: single(parts.slots.busy.size),
      chiron_healing_paused: single(parts.state.paused === null ? 0 : 1),
      chiron_loop_lag_p99_ms: single(lag.p99()),
      chiron_memory_rss_bytes: single(process.memoryUsage.rss()),
      chiron_triggers_standing: single(parts.state.standing.all("trigger").size),
      chiron_triggers_unknown_target: single(
        [...parts.state.standing.all("trigger").values()].filter(({ unknown }) => unknown !== null).length,
      ),
      chiron_messages_kept_back: single(parts.state.standing.all("withheld").size),
      chiron_log_head: single(log.durableHead().seq),
    },
  };
}
