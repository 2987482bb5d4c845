/** Views as an engine sends them. */
import type { IncidentSummary, RunbookView, Status, TargetView } from "#core/model";

export function sampleStatus(more: Partial<Status> = {}): Status {
  const twoHoursAgo = new Date(Date.now() - 7_230_000).toISOString();
  return {
    version: "1.2.3",
    node: "workshop",
    engine: { state: "running", pid: 4242, startedAt: twoHoursAgo, loopLagMs: 1.25, memoryMB: 61 },
    mender: { state: "running", pid: 4243, startedAt: twoHoursAgo, loopLagMs: 0.5, memoryMB: 55 },
    watchdog: { state: "running", pid: 4241, startedAt: twoHoursAgo, loopLagMs: 0.4, memoryMB: 54 },
    paused: null,
    targets: { total: 2, good: 1, bad: 1, unknown: 0 },
    incidents: { open: 1, byState: { awaiting_approval: 1 } },
    runbooks: { dry_run: 3, auto_execute: 1 },
    lastRemediationAt: null,
    lastEscalationAt: null,
    harmony: null,
    ...more,
  };
}

export function sampleTarget(id: string, health: TargetView["health"]): TargetView {
  return {
    ...{ id, health },
    kind: "service",
    criticality: "critical",
    autonomy: "auto",
    ...{ dependsOn: [], dependents: [], group: null, owner: null, supervisor: "direct" },
    ...{ waitsFor: [], holdsUp: [], stopped: null, covers: [] },
    pid: health === "good" ? 4711 : null,
    probes: [{ id: "http", kind: "http", everyMs: 1_000, last: null }],
    openIncidents: [],
  };
}

export function sampleSummary(id: string, more: Partial<IncidentSummary> = {}): IncidentSummary {
  return {
    id,
    type: "process_dead",
    target: "web",
    severity: "critical",
    state: "awaiting_approval",
    openedAt: new Date(Date.now() - 1_810_000).toISOString(),
    updatedAt: new Date(Date.now() - 1_800_000).toISOString(),
    endedAt: null,
    recurrences: 0,
    domain: "clear",
    runbook: "rb-restart-service",
    tier: 2,
    summary: "A process is gone (web): waiting for a human",
    ...more,
  };
}

export function sampleRunbook(more: Partial<RunbookView> = {}): RunbookView {
  return {
    id: "rb-restart-service",
    title: "Restart a dead service",
    version: 1,
    hash: "5f2a77c01b9e".padEnd(64, "0"),
    source: "pack:service",
    mode: "dry_run",
    approvedBy: null,
    approvedAt: null,
    matches: ["process_dead"],
    risk: "low",
    strategies: ["restart"],
    confidence: { alpha: 1, beta: 1, outcomes: 0, lower: 0.05, mean: 0.5, upper: 0.95 },
    ...more,
  };
}
