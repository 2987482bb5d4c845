/** One event of every kind. A new kind does not compile until it stands here. */
import type { EventData, EventType, StoredEvent } from "#core/model";
import { approval, evidence, goodProof, outcomeOf, planFor, reading, start } from "./samples.ts";

const incident = "inc-1";
const plan = planFor(incident);
const process = { pid: 4711, startTicks: 1, bootId: "b" };
const step = { incident, plan: plan.id, index: 0, effect: "inc-1/plan-1/0/1", action: "service.restart", undo: false };
const shared = {
  type: "process_dead",
  target: "web",
  severity: "high",
  title: "A process is gone",
  since: start,
} as const;
const question = {
  id: "apr-1",
  incident,
  plan: plan.id,
  planHash: plan.hash,
  askedAt: start,
  deadline: start + 3_600_000,
  status: "waiting",
  answeredBy: null,
  answeredAt: null,
  reason: null,
} as const;
const message = {
  id: "msg-1",
  route: "page",
  tier: 3,
  incident,
  subject: "web is down",
  body: "…",
  data: {},
  createdAt: start,
  repeat: false,
} as const;

const data: { readonly [T in EventType]: EventData[T] } = {
  "engine.started": { version: "1.2.3", pid: 42, node: "workshop" },
  "engine.stopped": { reason: "SIGTERM" },
  "config.loaded": { hash: "h", targets: ["web", "db"], reload: false },
  "config.refused": { problems: ["chiron.yaml:3:5  unknown key"] },
  "service.restarted": { target: "web", times: 3 },
  "service.started": { target: "web", process, cause: "up" },
  "service.exited": { target: "web", process, code: null, signal: "SIGKILL", uptimeMs: 90_000 },
  "service.stopped": { target: "web", process, cause: "down" },
  "service.held": { target: "web", reason: "its database is damaged" },
  "service.let_go": { target: "web" },
  "anomaly.detected": { anomaly: { ...shared, evidence, flapping: false } },
  "incident.opened": {
    ...shared,
    incident,
    fingerprint: "process_dead@web",
    evidence,
    flapping: true,
    episode: incident,
    recurrences: 2,
  },
  "incident.refreshed": { incident, count: 3, evidence, flapping: false },
  "incident.moved": { incident, from: "diagnosing", to: "escalated", reason: "no strategy is left" },
  "incident.routed": {
    incident,
    domain: "complex",
    confidence: 0,
    entropy: 0,
    runbook: null,
    why: "No runbook matches odd.",
  },
  "incident.diagnosed": {
    incident,
    checks: [
      {
        check: "disk-space",
        target: "web",
        ok: false,
        finding: "/var has 1 MB left of 10 GB",
        values: { freeBytes: 1_000_000 },
        durationMs: 2,
      },
    ],
    hypotheses: [
      {
        id: "check:disk-space",
        source: "check",
        statement: "web has no room left on /var",
        probability: 0.75,
        evidence: ["/var has 1 MB left of 10 GB"],
        runbook: null,
        strategy: null,
      },
    ],
  },
  "incident.inhibited": { incident, by: "inc-db", reason: "web depends on db, which is down" },
  "incident.inhibits": { incident, inhibited: "inc-shop", target: "shop", type: "http_down" },
  "incident.uninhibited": { incident, by: "inc-db", reason: "db is well again" },
  "incident.held": {
    incident,
    hold: { policy: "attempts", reason: "it rests after a failed attempt", until: start + 30_000 },
  },
  "incident.tiered": { incident, tier: 3, why: "no repair may run" },
  "incident.dismissed": { incident, reason: "planned", silencedUntil: start + 86_400_000 },
  "incident.rechecked": { incident, stillThere: false, reading, reason: "it reads good" },
  "incident.proved": { incident, plan: plan.id, phase: "recovery", proof: goodProof },
  "plan.proposed": { incident, plan },
  "plan.reflected": {
    incident,
    violation: {
      plan: plan.id,
      planHash: plan.hash,
      runbook: plan.runbook,
      runbookHash: plan.runbookHash,
      strategy: plan.strategy,
      notes: [{ policy: "by-day", severity: "forbid", kind: "by-day", message: "not by day", evidence: { hour: 12 } }],
    },
    reflection: 1,
    maxReflections: 3,
  },
  "storm.began": { bad: 6, watched: 10, targets: ["a", "b", "c", "d", "e", "f"] },
  "storm.ended": { bad: 1, watched: 10, stillOpen: ["inc-1"] },
  "grant.given": {
    grant: {
      id: "grant-1",
      delegate: "delegate:critical-trigger",
      capabilities: ["service.restart"],
      criticality: "critical",
      reason: "both healers are down",
      grantedBy: "watchdog",
      grantedAt: start,
      expiresAt: start + 180_000,
    },
  },
  "grant.revoked": { grant: "grant-1", reason: "both healers are verified" },
  "grant.used": {
    delegate: "delegate:critical-trigger",
    grant: "grant-1",
    capability: "service.restart",
    what: "rb-restart-service on web",
    allowed: true,
  },
  "plan.judged": { incident, verdict: approval(incident) },
  "plan.rehearsed": {
    incident,
    plan: plan.id,
    steps: [{ action: "service.restart", input: {}, wouldDo: "It would restart web." }],
  },
  "plan.failed": { incident, plan: plan.id, strategy: "restart", reason: "http gave no answer" },
  "approval.asked": { incident, approval: question },
  "approval.answered": { incident, approval: "apr-1", planHash: plan.hash, status: "rejected", reason: "not now" },
  "step.started": { ...step, input: {} },
  "step.finished": { ...step, end: "unknown", result: null, durationMs: 0 },
  "outcome.recorded": { outcome: outcomeOf(incident) },
  "message.queued": { message },
  "message.attempting": { messages: ["msg-1"], channel: "webhook", attempt: 1 },
  "message.attempted": {
    message: "msg-1",
    channel: "webhook",
    delivery: { delivered: false, retryable: true, detail: "503" },
    attempt: 1,
    nextAttemptAt: start + 5_000,
  },
  "message.refused": { message: "msg-1", reason: "first: answered 401" },
  "message.undeliverable": { message: "msg-1", reason: "no channel is left" },
  "healing.paused": { reason: "moving house" },
  "healing.resumed": { reason: "" },
  "runbook.registered": { runbook: "rb-x", version: 2, hash: "h", source: "pack:service" },
  "runbook.approved": { runbook: "rb-x", version: 2, hash: "h" },
  "runbook.graduated": { runbook: "rb-x", version: 2, hash: "h", incidents: ["inc-1", "inc-2", "inc-3"] },
  "dry_run.compared": {
    incident,
    runbook: "rb-x",
    hash: "h",
    clean: true,
    verdict: "confirmed",
    why: "exactly this was done and verified",
  },
  "fix.recorded": { incident, runbook: "rb-draft", commands: [["touch", "x"]], description: "made it" },
  "pipeline.progressed": { pipeline: "nightly", stage: "build", done: false, message: null },
  "runbook.demoted": { runbook: "rb-x", hash: "h", reason: "it failed twice" },
  "command.refused": { command: "approve", reason: "only a human may approve" },
};

export function oneOfEach(): readonly StoredEvent[] {
  return Object.entries(data).map(([type, facts], index) => {
    return {
      type,
      data: facts,
      seq: index + 1,
      stream: "engine",
      at: start,
      actor: "cli:anna",
      hash: "",
    } as StoredEvent;
  });
}
