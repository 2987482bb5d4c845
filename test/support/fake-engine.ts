/** An engine's façade for tests of surfaces alone: it keeps events and incidents in memory, and remembers what it was told. */
import { createHash } from "node:crypto";
import {
  type Actor,
  ChironError,
  type Command,
  type EngineFacade,
  type EventQuery,
  epistemicOf,
  event,
  type IncidentDetail,
  incidentOf,
  type NewEvent,
  type PolicyView,
  type PostMortem,
  type RunbookView,
  type Status,
  type StoredEvent,
  type TargetView,
  type VerificationView,
} from "#core/model";
import { glanceAt, rowOf } from "./glance.ts";
import { fakeHarmony } from "./harmony.ts";
import { fakeKnowledge } from "./knowledge.ts";
import { fakeMending } from "./mending.ts";
import { anIncident } from "./model.ts";
import { fakeWatching } from "./watching.ts";

export const planHash = "a".repeat(64);
export const runbookHash = "b".repeat(64);
const at = Date.UTC(2026, 0, 1);
const iso = new Date(at).toISOString();

export interface FakeEngine extends EngineFacade {
  readonly commands: { readonly command: Command; readonly actor: Actor }[];
  /** Appends an event and tells whoever listens. */
  happen(...events: readonly NewEvent[]): void;
  change(incident: Partial<IncidentDetail>): void;
  readonly listeners: number;
  /** When set, every command waits for it. */
  gate: Promise<void> | undefined;
}

export function fakeIncident(over: Partial<IncidentDetail> = {}): IncidentDetail {
  const reading = {
    target: "web",
    probe: "process",
    takenAt: at,
    available: true,
    values: { running: false },
    latencyMs: 1,
  };
  return {
    id: "inc-1",
    type: "process_dead",
    target: "web",
    severity: "critical",
    state: "awaiting_approval",
    openedAt: iso,
    updatedAt: iso,
    endedAt: null,
    recurrences: 0,
    domain: "clear",
    runbook: "rb-restart-service",
    tier: 2,
    summary: "waits for a human",
    events: [],
    plan: null,
    verdicts: [],
    steps: [],
    outcome: null,
    evidence: { condition: "c", reading, thresholds: {} },
    approval: {
      id: "apr-1",
      incident: "inc-1",
      plan: "plan-1",
      planHash,
      askedAt: at,
      deadline: at + 1,
      status: "waiting",
      answeredBy: null,
      answeredAt: null,
      reason: null,
    },
    acknowledged: null,
    hold: null,
    episode: "inc-1",
    count: 1,
    epistemic: epistemicOf(anIncident()),
    transitions: [],
    ...over,
  };
}

const target: TargetView = {
  id: "web",
  kind: "service",
  criticality: "critical",
  autonomy: "approve",
  dependsOn: [],
  dependents: [],
  group: null,
  owner: null,
  supervisor: "direct",
  waitsFor: [],
  holdsUp: [],
  stopped: null,
  covers: [],
  health: "bad",
  pid: null,
  probes: [{ id: "process", kind: "process", everyMs: 1_000, last: null }],
  openIncidents: ["inc-1"],
};

const runbook: RunbookView = {
  id: "rb-restart-service",
  title: "Restart a dead service",
  version: 1,
  hash: runbookHash,
  source: "pack:service",
  mode: "dry_run",
  approvedBy: null,
  approvedAt: null,
  matches: ["process_dead"],
  risk: "low",
  strategies: ["restart"],
  confidence: { alpha: 1, beta: 1, outcomes: 0, lower: 0.05, mean: 0.5, upper: 0.95 },
};

const stopped = { state: "stopped", pid: null, startedAt: null } as const;

const status: Status = {
  version: "0.0.0",
  node: "workshop",
  engine: { state: "running", pid: 7, startedAt: iso, loopLagMs: 1, memoryMB: 70 },
  mender: stopped,
  watchdog: stopped,
  paused: null,
  targets: { total: 1, good: 0, bad: 1, unknown: 0 },
  incidents: { open: 1, byState: { awaiting_approval: 1 } },
  runbooks: { dry_run: 1, auto_execute: 0 },
  lastRemediationAt: null,
  lastEscalationAt: iso,
  harmony: null,
};

const fakePolicies: readonly PolicyView[] = [
  { name: "storm", summary: "Many at once", source: "built-in", options: { percent: 50 }, storm: null },
  {
    ...{ name: "circuit-breaker", summary: "Rests", source: "built-in", options: {} },
    breakers: [{ scope: "runbook", name: "rb-x", state: "open", failures: 5, limit: 5, until: at }],
  },
];

const postMortem: PostMortem = {
  ...{ incident: "inc-1", type: "process_dead", target: "web", severity: "critical", title: "The process is gone" },
  ...{ state: "resolved", summary: "over", timeline: [{ at, what: "It was seen." }], causes: [], tried: [] },
  ...{ worked: null, humans: [], durations: { detectionMs: 1, firstHumanMs: null, recoveryMs: 2 } },
  ...{ followUps: [], amendments: [] },
};

const fakeVerification: VerificationView = {
  ...{ state: "never", sentence: "not yet", startedAt: null, finishedAt: null },
  ...{ events: 0, heads: [], problems: [], problemCount: 0 },
};

export function createFakeEngine(): FakeEngine {
  let incident = fakeIncident();
  const stored: StoredEvent[] = [];
  const listeners = new Set<(stored: StoredEvent) => void>();
  const commands: { command: Command; actor: Actor }[] = [];
  return {
    commands,
    gate: undefined,
    get listeners() {
      return listeners.size;
    },
    change: (over) => {
      incident = { ...incident, ...over };
    },
    happen(...events) {
      for (const one of events) {
        const whole = asStored(one, stored.length + 1);
        stored.push(whole);
        for (const listener of listeners) listener(whole);
      }
    },
    status: () => status,
    ...glanceAt(status, () => incident),
    targets: () => [target],
    target: (id) => (id === target.id ? target : undefined),
    incidents: ({ state }) => ({
      items: state === undefined || state === incident.state ? [rowOf(incident)] : [],
      next: null,
    }),
    incident: (id) => (id === incident.id ? incident : undefined),
    silences: () => [],
    maintenance: () => [],
    triggers: () => [],
    approvals: () => (incident.approval === null ? [] : [incident.approval]),
    postMortems: () => [postMortem],
    postMortem: (id) => (id === incident.id ? postMortem : undefined),
    runbooks: () => [runbook],
    policies: () => fakePolicies,
    runbook: (id) => (id === runbook.id ? { ...runbook, definition: { id } } : undefined),
    readings: ({ target: of, probe, from }) => [
      { target: of, probe, takenAt: from ?? at, available: false, values: {}, latencyMs: 1, error: "e" },
    ],
    events: (query) => select(stored, query),
    subscribe(listener) {
      const own = (one: StoredEvent): void => listener(one);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    async command(command, actor) {
      await this.gate;
      const shown = command.kind === "approve" ? command.planHash : undefined;
      if (shown !== undefined && shown !== incident.approval?.planHash) throw new ChironError("stale", "another plan");
      commands.push({ command, actor });
      return { message: `Done: ${command.kind}, for the ${commands.length}. time.`, changed: true };
    },
    head: () => ({ seq: stored.length, hash: "" }),
    ...{ healers: () => [], watching: fakeWatching, sinks: () => [] },
    metricRecords: () => [],
    audit: fakeAudit(stored),
    mending: fakeMending,
    harmony: fakeHarmony,
    knowledge: fakeKnowledge(target, runbook),
    metrics: () => ({
      counters: { heal_anomaly_detected: [{ labels: { type: 'a"b\\c\nd' }, value: 3 }] },
      gauges: { chiron_log_head: [{ labels: {}, value: stored.length }] },
    }),
  };
}

function asStored(one: NewEvent, seq: number): StoredEvent {
  const hash = createHash("sha256").update(String(seq)).digest("hex");
  return { ...one, actor: one.actor ?? "engine", seq, stream: "engine", at: at + seq, hash };
}

/** As the log gives it, of one stream. */
function fakeAudit(stored: readonly StoredEvent[]): EngineFacade["audit"] {
  return {
    stretch: ({ before = stored.length + 1, span, types }) => ({
      items: stored
        .slice(Math.max(0, before - 1 - span), before - 1)
        .filter(({ type }) => types === undefined || types.includes(type))
        .reverse()
        .map((one) => ({ place: one.seq, stored: one })),
      next: before - span > 1 ? before - span : null,
      reachedAt: stored.at(Math.max(0, before - 1 - span))?.at ?? null,
    }),
    verification: () => fakeVerification,
    verify: () => fakeVerification,
  };
}

/** Any event will do; these are small and tell their number. */
export function beat(number: number, incident = `inc-${number % 3}`): NewEvent {
  return event("incident.tiered", { incident, tier: 1, why: `beat ${number}` });
}

function select(
  stored: readonly StoredEvent[],
  { after = 0, limit = 1_000, types, incident, newest = false }: EventQuery,
): StoredEvent[] {
  const fitting = stored
    .slice(after)
    .filter((one) => types === undefined || types.includes(one.type))
    .filter((one) => incident === undefined || incidentOf(one) === incident);
  return newest ? fitting.slice(-limit) : fitting.slice(0, limit);
}
