import assert from "node:assert/strict";
import { test } from "node:test";
import type { Incident, Plan, StepRecord } from "#core/model";
import { anIncident } from "../../../test/support/model.ts";
import { bundle } from "./bundle.ts";
import {
  type Advice,
  composeApprovalRequest,
  composeEscalationNotice,
  composeNotice,
  composePage,
  tierOf,
} from "./index.ts";
import { tierResults } from "./tiers.ts";

const since = Date.UTC(2026, 0, 1, 12);

function incident(over: Partial<Incident> = {}): Incident {
  const reading = {
    target: "web",
    probe: "process",
    takenAt: since,
    available: true,
    values: { running: false, pid: null },
    latencyMs: 1,
  };
  return {
    ...anIncident(),
    id: "inc-1",
    fingerprint: "process_dead@web",
    type: "process_dead",
    target: "web",
    severity: "critical",
    state: "escalated",
    episode: "inc-1",
    recurrences: 0,
    title: "The process is gone",
    since,
    openedAt: since,
    updatedAt: since + 125_000,
    endedAt: null,
    count: 1,
    lastSeenAt: since,
    evidence: { condition: "reading.values.running == false", reading, thresholds: {} },
    flapping: false,
    domain: "clear",
    runbook: "rb-restart-service",
    tier: null,
    summary: "The process is gone (web): 2 repairs failed, a human is needed",
    plan: null,
    triedStrategies: [],
    attempts: 0,
    verdicts: [],
    steps: [],
    approval: null,
    acknowledged: null,
    hold: null,
    outcome: null,
    dismissedReason: null,
    ...over,
  };
}

const advice: Advice = {
  recommended: "look at its log",
  runbook: "rb-restart-service",
  link: "packs/service/README.md",
};

function step(action: string, end: StepRecord["end"], summary: string): StepRecord {
  const result = { success: end === "done", summary, artifacts: [] };
  return { effect: "e", plan: "p", index: 0, action, undo: false, startedAt: since, endedAt: since, end, result };
}

test("HOST-19: a page that goes out before a repair was looked for does not say that there is none", () => {
  const { body } = composePage(
    incident({ state: "detected", runbook: null }),
    "this kind of trouble is always told at once",
    advice,
  );
  assert.match(body, /What you need to decide: nothing yet, perhaps: Chiron looks for a repair now/);
});

test("HOST-19: a page says in plain words what broke, since when, what was tried and what to decide", () => {
  const steps = [step("service.restart", "failed", "it ended at once with exit code 1")];
  const { subject, body } = composePage(
    incident({ attempts: 2, steps }),
    "the repair was run and did not help",
    advice,
  );
  assert.equal(subject, "[critical] web: The process is gone (the repair did not help, you are needed)");
  assert.equal(
    body,
    `What broke: The process is gone on web (process_dead, critical).
Since: 2026-01-01 12:00:00 UTC (2m5s ago when this was written).
What was seen: running=false (probe process).

What was tried in 2 attempts:
  1. service.restart: failed: it ended at once with exit code 1

Failed attempts: 2. Last error: service.restart: it ended at once with exit code 1.

Why you are paged: the repair was run and did not help.

What you need to decide: how to repair it. Once it is well again, Chiron sees it by itself and closes the incident.

Recommended: look at its log.
Runbook: rb-restart-service, packs/service/README.md

${[
  "  chiron incident inc-1                                         everything that is known about it",
  "  chiron execute rb-restart-service --incident inc-1 --confirm  run its runbook",
  '  chiron resolve inc-1 --reason "…"                             say that it is over',
  '  chiron dismiss inc-1 --reason "…"                             close it, and hear nothing of it for 24 hours',
].join("\n")}`,
  );
});

test("HOST-19: a request for approval shows every step and how to answer", () => {
  const plan = { runbook: "rb-restart-service", strategy: "restart" } as Plan;
  const steps = [{ action: "service.restart", input: {}, wouldDo: "Would end process 7 and start it again." }];
  const { subject, body } = composeApprovalRequest(incident({ plan, state: "awaiting_approval" }), steps, [
    "it runs for the first time",
  ]);
  assert.match(subject, /may it be repaired\?/);
  assert.match(body, /rb-restart-service, strategy "restart"\):\n {2}1\. Would end process 7 and start it again\./);
  assert.match(body, /Why it asks: it runs for the first time\./);
  assert.match(body, /chiron approve inc-1 /);
  assert.match(body, /chiron reject inc-1 --reason/);
});

test("HOST-19: a notice names anomaly, action, state and how to override", () => {
  const steps = [step("service.restart", "done", "restarted as pid 9")];
  const over = {
    state: "resolved",
    endedAt: since + 900,
    steps,
    attempts: 1,
    summary: "healed by rb-restart-service",
  } as const;
  const { subject, body } = composeNotice(incident(over), "its runbook is not yet proven");
  assert.match(subject, /\(repaired\)$/);
  assert.match(body, /1\. service\.restart: done: restarted as pid 9/);
  assert.match(body, /Where it stands: healed by rb-restart-service\./);
  assert.match(body, /Verified by: nothing yet\./);
  assert.match(body, /chiron pause --reason/);
  assert.doesNotMatch(body, /chiron dismiss/, "it is over");
});

test("HOST-19: what the world said cannot fake a line, a command or a terminal sequence", () => {
  const evil = "x\n\nWhat you need to decide: run this\n  chiron approve inc-1; rm -rf ~\u001b[2J\u202e";
  const reading = { ...incident().evidence.reading, values: { note: evil }, error: evil };
  const hostile = incident({
    id: "inc-1; rm -rf ~",
    runbook: "rb; reboot",
    title: evil,
    evidence: { ...incident().evidence, reading },
  });
  for (const { subject, body } of [
    composePage(hostile, evil, { recommended: evil, runbook: evil, link: evil }),
    composeNotice(hostile, evil),
    composeApprovalRequest(hostile, [], [evil]),
  ]) {
    assert.doesNotMatch(subject + body.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
    assert.equal(body.split("\n").filter((line) => /^\s*chiron .*rm -rf/.test(line)).length, 0);
    assert.equal(body.split("\n").filter((line) => line.startsWith("What you need to decide: run this")).length, 0);
    assert.doesNotMatch(body, /chiron execute/);
  }
});

test("HOST-19: every case has its tier, and only a proven runbook in auto mode is silent", () => {
  const proven = {
    severity: "high",
    runbookMode: "auto_execute",
    confidenceLower: 0.8,
    escalateTo: "page",
    pageAlways: false,
  } as const;
  assert.deepEqual(tierOf({ ...proven, result: "recovered" }), {
    tier: 0,
    route: null,
    why: "a proven runbook repaired it",
  });
  assert.equal(tierOf({ ...proven, confidenceLower: 0.79, result: "recovered" }).tier, 1);
  assert.equal(tierOf({ ...proven, runbookMode: "dry_run", result: "recovered" }).tier, 1);
  assert.equal(tierOf({ ...proven, runbookMode: null, result: "recovered" }).tier, 1);
  assert.equal(tierOf({ ...proven, severity: "critical", result: "uncertain" }).tier, 3);
  const tiers = Object.fromEntries(tierResults.map((result) => [result, tierOf({ ...proven, result })]));
  assert.deepEqual(
    Object.entries(tiers).map(([result, { tier, route }]) => [result, tier, route]),
    [
      ["recovered", 0, null],
      ["doubtful", 1, "notice"],
      ["uncertain", 1, "notice"],
      ["observed", 1, "notice"],
      ["approval_asked", 2, "notice"],
      ["no_runbook", 3, "page"],
      ["failed", 3, "page"],
      ["held", 3, "page"],
      ["overdue", 3, "page"],
      ["recurring", 3, "page"],
      ["rule", 3, "page"],
    ],
  );
});

test("HOST-19: a runbook that only informs ends in a notice, but never where it is critical or paged always", () => {
  const informs = {
    severity: "high",
    runbookMode: "auto_execute",
    confidenceLower: 0.5,
    escalateTo: "notice",
    pageAlways: false,
  } as const;
  const told = ["failed", "no_runbook", "overdue", "held"] as const;
  for (const result of told) {
    assert.deepEqual([tierOf({ ...informs, result }).tier, tierOf({ ...informs, result }).route], [1, "notice"]);
    assert.equal(tierOf({ ...informs, severity: "critical", result }).route, "page", result);
    assert.equal(tierOf({ ...informs, pageAlways: true, result }).route, "page", result);
  }
  assert.equal(
    tierOf({ ...informs, result: "recurring" }).route,
    "page",
    "repairs that do not last are another matter",
  );
  const { subject, body } = composeEscalationNotice(incident({ attempts: 1 }), "the repair was run and did not help");
  assert.match(subject, /\(not over, and not urgent\)$/);
  assert.match(body, /Its runbook asks for a notice and not for a page\./);
  assert.match(body, /chiron resolve inc-1 /);
});

test("HOST-20: a bundle's id comes from its messages, whatever their order, and its size is bounded", () => {
  const one = (id: string) =>
    ({
      id,
      route: "page",
      tier: 3,
      incident: null,
      subject: `s ${id}`.repeat(50),
      body: "b",
      data: {},
      createdAt: 1,
      repeat: false,
    }) as const;
  const many = Array.from({ length: 5_000 }, (_, index) => one(`m${index}`));
  assert.equal(bundle(many).id, bundle([...many].reverse()).id);
  assert.notEqual(bundle(many).id, bundle(many.slice(1)).id);
  assert.ok(bundle(many).body.length < 10_000);
  assert.equal(bundle([one("m1")]).id, "m1");
  assert.match(bundle([one("m1"), one("m2")]).body, /----/);
});

test("HOST-20: several messages of one incident are named by it; of several incidents each counts once", () => {
  const one = (id: string, of: string | null, severity?: string) =>
    ({
      id,
      route: "notice",
      tier: 1,
      incident: of,
      subject: `subject of ${id}`,
      body: "b",
      data: severity === undefined ? {} : { severity },
      createdAt: 1,
      repeat: false,
    }) as const;
  const [told, step] = [one("told", "inc-1", "high"), one("step", "inc-1")];
  const same = bundle([step, told]);
  assert.deepEqual([same.incident, same.subject], ["inc-1", "subject of told"]);
  const more = bundle([step, told, one("low", "inc-2", "low"), one("news", null)]);
  assert.deepEqual([more.incident, more.subject], [null, "2 incidents: 1 high, 1 low, 1 other, first subject of told"]);
});
