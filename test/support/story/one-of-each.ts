/** One event of every kind. A new kind does not compile until it stands here. */

import type { EventData, EventType, StoredEvent } from "#core/model";
import { aRunbook } from "../model.ts";
import { ofEmergency } from "./of-emergency.ts";
import { ofHarmony } from "./of-harmony.ts";
import { storeEvents } from "./of-store.ts";
import { mendingEvents } from "./one-of-each-mending.ts";
import { oneOfEachRecovery } from "./recoveries.ts";
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
  ...ofEmergency,
  ...oneOfEachRecovery,
  ...ofHarmony,
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
  "incident.linked": { incident, traceparent: `00-${"a1".repeat(16)}-${"b2".repeat(8)}-01`, cause: "approve" },
  "target.described": { target: "web", hash: "c".repeat(64), definition: { id: "web" } },
  "runbook.described": {
    runbook: "rb-restart-service",
    hash: "d".repeat(64),
    definition: { id: "rb-restart-service" },
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
        check: "disk",
        target: "web",
        options: {},
        ok: false,
        finding: "/var has 1 MB left of 10 GB",
        values: { freeBytes: 1_000_000 },
        durationMs: 2,
      },
    ],
    hypotheses: [
      {
        id: "check:disk",
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
  "incident.acknowledged": { incident, until: start + 7_200_000, reason: "on it" },
  "incident.verified": { incident, isRight: true, reason: "looked at it" },
  "incident.rechecked": { incident, stillThere: false, reading, reason: "it reads good" },
  "incident.awaited": { incident, plan: plan.id, until: 1_800_000_600_000 },
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
  "message.withheld": { incident, message, because: "the silence sil-1 (moving)" },
  "trigger.raised": {
    incident,
    trigger: {
      kind: "alert",
      source: "alertmanager",
      key: "0123456789abcdef",
      incident,
      fingerprint: "alert_high_error_rate@web",
      type: "alert_high_error_rate",
      target: "web",
      unknown: null,
      severity: "high",
      title: "Many requests fail",
      at: start,
      receivedAt: start,
      values: { firing: true },
      endsBy: "sender",
    },
  },
  "trigger.cleared": { incident, source: "alertmanager", key: "0123456789abcdef", reason: "its sender says so" },
  "schedule.armed": { schedule: "nightly", cron: "0 3 * * *", zone: "UTC", nextAt: start },
  "schedule.due": { schedule: "nightly", dueAt: start, nextAt: start + 86_400_000, missed: 2, raised: false },
  "session.started": { session: "s-1", targets: ["web", "db"], agent: null },
  "session.ended": { session: "s-1", bad: ["web"] },
  "silence.added": { silence: "sil-1", matchers: { targets: ["web"] }, until: start + 3_600_000, reason: "moving" },
  "silence.ended": { silence: "sil-1", reason: "removed" },
  "maintenance.started": {
    window: "mnt-1",
    kind: "freeze",
    matchers: null,
    messages: "send",
    until: null,
    reason: "nobody is in",
  },
  "maintenance.ended": { window: "mnt-1", reason: "all are back" },
  "target.stopped": { target: "web", reason: "its disk is replaced" },
  "target.started": { target: "web", reason: "the disk is in" },
  "containment.began": {
    incidents: [incident],
    targets: ["web", "db", "shop"],
    reason: "3 critical targets are in critical trouble at once: web, db, shop",
  },
  "containment.told": { by: "page" },
  "containment.ended": { reason: "every critical trouble is over, or in human hands" },
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
  "runbook.amended": {
    amendment: "amd-1-1",
    runbook: "rb-x",
    from: "h",
    hash: "i",
    definition: aRunbook({ id: "rb-x", version: 3 }),
  },
  "amendment.rejected": {
    ...{ incident, amendment: "amd-1-2", runbook: "rb-x", change: 'try "clean start" first', hash: "i" },
    reason: "it loses the cache",
  },
  "postmortem.written": {
    incident,
    postmortem: {
      ...{ incident, type: "process_dead", target: "web", severity: "high", title: "A process is gone" },
      ...{ state: "resolved", summary: "over", timeline: [], causes: [], tried: [], worked: null, humans: [] },
      ...{ durations: { detectionMs: 0, firstHumanMs: null, recoveryMs: null }, followUps: [], amendments: [] },
    },
  },
  "runbook.demoted": { runbook: "rb-x", hash: "h", reason: "it failed twice" },
  "model.asked": { incident, use: "propose", model: "m-1", sentBytes: 4_000, digest: "d" },
  "model.answered": {
    ...{ incident, use: "propose", model: "m-1", runbook: null, prose: null },
    hypothesis: { text: "the disk is slow", confidence: 0.4, suggestion: null },
    cost: { sentBytes: 4_000, receivedBytes: 900, inputTokens: 800, outputTokens: 90, durationMs: 2_000, attempts: 1 },
  },
  "model.refused": {
    ...{ incident, use: "propose", model: "m-1", kind: "timeout", reason: "no answer within 60 s" },
    cost: {
      sentBytes: 4_000,
      receivedBytes: 0,
      inputTokens: null,
      outputTokens: null,
      durationMs: 60_000,
      attempts: 1,
    },
  },
  ...storeEvents,
  ...mendingEvents,
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
