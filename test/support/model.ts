/** Small, valid pieces of the vocabulary, to be changed where a test cares. */
import type {
  Anomaly,
  AnomalyRule,
  DirectService,
  Facts,
  Incident,
  Plan,
  PlanStep,
  Reading,
  Runbook,
  StoredEvent,
  Target,
} from "#core/model";
import { anomalyRuleSchema, runbookSchema } from "#core/model";
import { evolve, open } from "../../src/loop/incident/index.ts";

export function aService(extra: Partial<DirectService> = {}): DirectService {
  return {
    target: "web",
    kind: "direct",
    command: ["/bin/true"],
    cwd: "/",
    env: {},
    stopSignal: "SIGTERM",
    stopGrace: 1_000,
    log: "/dev/null",
    ...extra,
  };
}

export function aTarget(extra: Partial<Target> = {}): Target {
  return {
    id: "web",
    kind: "service",
    criticality: "normal",
    autonomy: "auto",
    dependsOn: [],
    probes: [
      { id: "process", kind: "process", everyMs: 1_000, deadlineMs: 1_000, options: {} },
      { id: "http", kind: "http", everyMs: 1_000, deadlineMs: 1_000, options: {} },
    ],
    supervisor: aService(),
    thresholds: {},
    startupGraceMs: 10_000,
    settings: {},
    staleFiles: [],
    ...extra,
  };
}

export function aReading(values: Reading["values"], extra: Partial<Reading> = {}): Reading {
  return { target: "web", probe: "process", takenAt: 1_000, available: true, values, latencyMs: 1, ...extra };
}

export function aRule(extra: Record<string, unknown> = {}): AnomalyRule {
  return anomalyRuleSchema.parse({
    type: "process_dead",
    title: "The process is gone",
    severity: "critical",
    probes: ["process"],
    when: "reading.values.running == false",
    graced: false,
    ...extra,
  });
}

export function anAnomaly(extra: Partial<Anomaly> = {}): Anomaly {
  return {
    type: "process_dead",
    target: "web",
    severity: "critical",
    title: "The process is gone",
    since: 1_000,
    evidence: { condition: "reading.values.running == false", reading: aReading({ running: false }), thresholds: {} },
    flapping: false,
    ...extra,
  };
}

export function anIncident(extra: Partial<Incident> = {}): Incident {
  const ids = { next: (prefix: string) => `${prefix}-1` };
  const { events } = open(anAnomaly(), undefined, { now: 1_000, withinMs: 0 }, ids);
  const opened = events.find((one) => one.type === "incident.opened");
  const incident = evolve(undefined, {
    ...opened,
    seq: 1,
    stream: "engine",
    at: 1_000,
    actor: "engine",
    hash: "",
  } as StoredEvent);
  if (incident === undefined) throw new Error("an opened incident must be an incident");
  return { ...incident, ...extra };
}

export function aRunbook(extra: Record<string, unknown> = {}): Runbook {
  return runbookSchema.parse({
    id: "rb-restart-service",
    title: "Restart a dead service",
    version: 1,
    matches: ["process_dead"],
    strategies: [{ name: "restart", steps: [{ action: "service.restart", with: { service: "$target.supervisor" } }] }],
    ...extra,
  });
}

export function aStep(extra: Partial<PlanStep> = {}): PlanStep {
  return {
    index: 0,
    action: "service.restart",
    input: {},
    timeoutMs: 5_000,
    risk: "low",
    idempotent: true,
    restartsOwnService: true,
    ...extra,
  };
}

export function aPlan(extra: Partial<Plan> = {}): Plan {
  return {
    id: "plan-1",
    parent: null,
    incident: "inc-1",
    target: "web",
    anomaly: "process_dead",
    runbook: "rb-restart-service",
    runbookVersion: 1,
    runbookHash: "hash-of-runbook",
    strategy: "restart",
    attempt: 1,
    steps: [aStep()],
    validate: null,
    risk: "low",
    timeoutMs: 60_000,
    hash: "hash-of-plan",
    proposedAt: 1_000,
    ...extra,
  };
}

const noFailures = { failures: 0, lastFailureAt: null, isTrying: false };

export function someFacts(extra: Partial<Facts> = {}): Facts {
  return {
    now: 1_000_000,
    paused: null,
    target: aTarget(),
    incident: anIncident(),
    runbook: aRunbook(),
    runbookMode: "dry_run",
    approvedPlanHash: null,
    targetAttempts: [],
    runbookAttempts: [],
    restarts: [],
    startedAt: null,
    running: false,
    supervisor: null,
    serviceHeld: null,
    underRepair: [],
    groupSize: 1,
    targetCount: 1,
    maintenance: null,
    stoppedByHuman: null,
    actor: { kind: "engine", id: "engine" },
    grants: [],
    failures: { runbook: noFailures, target: noFailures, global: noFailures },
    heals: [],
    returnsAreNews: false,
    crowd: { bad: [], watched: 1, stormSince: null },
    causation: { chain: [], times: 0 },
    ...extra,
  };
}
