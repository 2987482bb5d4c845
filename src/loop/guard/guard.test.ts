import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApprovedPlan, ChironError, type Facts, type Note } from "#core/model";
import { anIncident, aPlan, aRunbook, aStep, aTarget, someFacts } from "../../../test/support/model.ts";
import { createGuard, decisionOf, policies } from "./index.ts";

const guard = createGuard(policies, {});
const judge = (facts: Partial<Facts>, plan = aPlan()) => guard.judge(plan, someFacts(facts), "proposal");
const kinds = (notes: readonly Note[]) => notes.filter((note) => note.severity !== "inform").map((note) => note.kind);
const minute = 60_000;
const now = 1_000_000;
const failed = { runbook: "rb-restart-service", result: "failed" as const };

test("REASON-04: only what the guard admitted carries an admission, and it is good for once", () => {
  const admission = guard.admit(aPlan(), someFacts());
  assert.ok("approved" in admission);
  assert.equal(guard.isAdmitted(admission.approved), true);
  const forged = { plan: aPlan(), verdict: admission.approved.verdict } as unknown as ApprovedPlan;
  assert.equal(guard.isAdmitted(forged), false);
  assert.throws(() => guard.spend(forged), ChironError);
  guard.spend(admission.approved);
  assert.equal(guard.isAdmitted(admission.approved), false);
  assert.throws(() => guard.spend(admission.approved), /used before/);
  assert.equal(createGuard(policies, {}).isAdmitted(admission.approved), false, "another guard knows nothing of it");
});

test("REASON-04: the gate is judged again at the boundary: a pause in between is heeded", () => {
  assert.equal(judge({}).decision, "approve");
  const admission = guard.admit(aPlan(), someFacts({ paused: { reason: "deploy", since: now } }));
  assert.ok("refused" in admission);
  assert.equal(admission.refused.at, "boundary");
});

test("REASON-05: the strictest note wins, and a hold says until when", () => {
  const note = (severity: Note["severity"], until?: number | null): Note => ({
    policy: "x",
    severity,
    kind: "x",
    message: "x",
    evidence: {},
    ...(until === undefined ? {} : { until }),
  });
  assert.deepEqual(decisionOf([]), { decision: "approve" });
  assert.deepEqual(decisionOf([note("inform")]), { decision: "approve" });
  assert.deepEqual(decisionOf([note("ask"), note("inform")]), { decision: "escalate" });
  assert.deepEqual(decisionOf([note("hold", 5), note("ask"), note("hold", 9)]), { decision: "reject", retryAt: 9 });
  assert.deepEqual(decisionOf([note("hold", 5), note("hold", null)]), { decision: "reject", retryAt: null });
  assert.deepEqual(decisionOf([note("hold", 5), note("forbid")]), { decision: "reject" });
});

test("REASON-05: kill-switch: a pause holds everything, even what a human approved", () => {
  const verdict = judge({ paused: { reason: "deploy", since: now - minute }, approvedPlanHash: "hash-of-plan" });
  assert.deepEqual(kinds(verdict.notes), ["paused"]);
  assert.equal(verdict.retryAt, null);
  assert.match(verdict.notes[0]?.message ?? "", /deploy/);
});

test("REASON-05: autonomy: each level goes exactly as far as it says", () => {
  const at = (autonomy: "observe" | "suggest" | "approve" | "auto") =>
    judge({ target: aTarget({ autonomy }), runbookMode: "auto_execute" });
  assert.equal(at("observe").decision, "reject");
  assert.equal(at("observe").retryAt, null);
  assert.equal(at("suggest").decision, "escalate");
  assert.equal(at("approve").decision, "escalate");
  assert.equal(at("auto").decision, "approve");
});

test("HOST-16: a restart is approved by `autonomy: auto`; anything else in dry_run asks a human", () => {
  assert.equal(judge({ runbookMode: "dry_run" }).decision, "approve");
  const more = aPlan({ steps: [aStep(), aStep({ index: 1, action: "files.remove", restartsOwnService: false })] });
  assert.deepEqual(kinds(judge({ runbookMode: "dry_run" }, more).notes), ["dry_run_mode"]);
  assert.equal(judge({ runbookMode: "auto_execute" }, more).decision, "approve");
  assert.equal(judge({ runbookMode: "dry_run", target: aTarget({ autonomy: "approve" }) }).decision, "escalate");
});

test("HOST-16: an approval is for exactly one plan", () => {
  const target = aTarget({ autonomy: "approve" });
  assert.equal(judge({ target, approvedPlanHash: "hash-of-plan" }).decision, "approve");
  assert.equal(judge({ target, approvedPlanHash: "hash-of-another-plan" }).decision, "escalate");
});

test("REASON-05: attempts: failed ones are limited per target, verified recoveries never are", () => {
  const list = (result: "failed" | "recovered", count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...failed, result, at: now - minute * (index + 1) })).reverse();
  assert.equal(judge({ targetAttempts: list("recovered", 39) }).decision, "approve");
  const verdict = judge({ targetAttempts: list("failed", 3) });
  assert.deepEqual(kinds(verdict.notes), ["attempts_used_up"]);
  assert.equal(verdict.retryAt, undefined, "a human is needed");
  const old = list("failed", 3).map((attempt) => ({ ...attempt, at: attempt.at - 20 * minute }));
  assert.equal(judge({ targetAttempts: old }).decision, "approve");
});

test("REASON-05: cooldown: after a failed attempt the next incident waits, its own next strategy does not", () => {
  const targetAttempts = [{ ...failed, at: now - 10_000 }];
  const verdict = judge({ targetAttempts });
  assert.deepEqual(kinds(verdict.notes), ["cooldown"]);
  assert.equal(verdict.retryAt, now + 20_000);
  assert.equal(judge({ targetAttempts, incident: anIncident({ attempts: 1 }) }).decision, "approve");
  const healed = { ...failed, result: "recovered" as const, at: now - 5_000 };
  assert.equal(judge({ targetAttempts: [...targetAttempts, healed] }).decision, "approve", "it was healed since");
  const otherwise = [...targetAttempts, { ...healed, runbook: "rb-another" }];
  assert.deepEqual(kinds(judge({ targetAttempts: otherwise }).notes), ["cooldown"], "by something else");
});

test("REASON-05: attempts: a runbook that fails on many targets is stopped everywhere", () => {
  const runbookAttempts = Array.from({ length: 20 }, (_, index) => ({
    ...failed,
    at: now - 1_000,
    target: `web-${index}`,
  }));
  assert.deepEqual(kinds(judge({ runbookAttempts }).notes), ["runbook_attempts_used_up"]);
});

test("REASON-05: restart intensity: a crash loop backs off 1 → 10 min, and is told", () => {
  const crashes = (count: number, every = 1_000) =>
    Array.from({ length: count }, (_, index) => ({ at: now - every * (count - index), crash: true }));
  assert.equal(judge({ restarts: crashes(4) }).decision, "approve");
  const first = judge({ restarts: crashes(5) });
  assert.deepEqual(kinds(first.notes), ["crash_loop"]);
  assert.equal(first.retryAt, now - 1_000 + minute);
  assert.equal(first.notes.find((note) => note.kind === "crash_loop")?.page, true);
  const pauses = [6, 7, 8, 9, 10, 30].map((count) => {
    const restarts = crashes(count);
    return (judge({ restarts }).retryAt ?? 0) - (restarts.at(-1)?.at ?? 0);
  });
  assert.deepEqual(
    pauses,
    [2, 4, 8, 10, 10, 10].map((minutes) => minutes * minute),
  );
});

test("REASON-05: restart intensity: what something outside killed is no crash loop, up to a high ceiling", () => {
  const kills = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ at: now - 2_000 * (count - index), crash: false }));
  assert.equal(judge({ restarts: kills(60) }).decision, "approve");
  assert.deepEqual(kinds(judge({ restarts: kills(120) }).notes), ["too_many_restarts"]);
  const notARestart = aPlan({ steps: [aStep({ restartsOwnService: false, action: "files.remove" })] });
  assert.ok(!kinds(judge({ restarts: kills(120) }, notARestart).notes).includes("too_many_restarts"));
});

test("REASON-05: start-up grace: what was seen before the last start waits until it is over", () => {
  const facts = { startedAt: now - 1_000, running: true };
  const verdict = judge({ ...facts, incident: anIncident({ since: now - 5_000 }) });
  assert.deepEqual(kinds(verdict.notes), ["warming_up"]);
  assert.equal(verdict.retryAt, now + 9_000);
  assert.equal(judge({ ...facts, running: false, incident: anIncident({ since: now - 5_000 }) }).decision, "approve");
  assert.equal(
    judge({ ...facts, incident: anIncident({ since: now - 500 }) }).decision,
    "approve",
    "it had warmed up before",
  );
});

test("REASON-05: blast radius: so many targets, and such a share of a group, at once", () => {
  const others = (count: number, group?: string) =>
    Array.from({ length: count }, (_, index) => ({ target: `t${index}`, group }));
  assert.equal(judge({ underRepair: others(9) }).decision, "approve");
  assert.deepEqual(kinds(judge({ underRepair: others(10) }).notes), ["too_many_targets"]);
  const target = aTarget({ group: "edge" });
  assert.equal(judge({ target, groupSize: 4, underRepair: others(1, "edge") }).decision, "approve");
  assert.deepEqual(kinds(judge({ target, groupSize: 4, underRepair: others(2, "edge") }).notes), ["too_much_of_group"]);
  assert.equal(judge({ target, groupSize: 1 }).decision, "approve", "one is always allowed");
});

test("REASON-05: blast radius: a plan that does not name its one target is refused for good", () => {
  assert.deepEqual(kinds(judge({}, aPlan({ target: "" })).notes), ["unbounded"]);
  assert.deepEqual(kinds(judge({}, aPlan({ target: "*" })).notes), ["unbounded"]);
  assert.deepEqual(kinds(judge({}, aPlan({ steps: [] })).notes), ["unbounded"]);
});

test("REASON-05: every note rests on evidence and is a sentence", () => {
  const verdict = judge({
    paused: { reason: "deploy", since: now },
    underRepair: Array.from({ length: 12 }, (_, i) => ({ target: `t${i}`, group: undefined })),
  });
  for (const note of verdict.notes) {
    assert.ok(Object.keys(note.evidence).length > 0, note.kind);
    assert.ok(note.message.includes(" "), note.kind);
  }
});

test("HOST-16: the limits of a runbook are its own", () => {
  const runbook = aRunbook({ limits: { attempts: 1, within: "1m" } });
  assert.deepEqual(kinds(judge({ runbook, targetAttempts: [{ ...failed, at: now - 40_000 }] }).notes), [
    "attempts_used_up",
  ]);
});

test("REASON-05: a plan that only looks, waits or tells needs no leave and no pause, unless the target is only observed", () => {
  const looking = aPlan({ steps: [aStep({ action: "probe.retry", restartsOwnService: false, changesNothing: true })] });
  const usedUp = [1, 2, 3, 4].map((ago) => ({ ...failed, at: now - ago }));
  for (const autonomy of ["suggest", "approve", "auto"] as const) {
    const verdict = judge({ now, target: aTarget({ autonomy }), targetAttempts: usedUp }, looking);
    assert.equal(verdict.decision, "approve", autonomy);
  }
  assert.equal(judge({ target: aTarget({ autonomy: "observe" }) }, looking).decision, "reject");
  const doing = aPlan({ steps: [...looking.steps, aStep({ index: 1, action: "command", restartsOwnService: false })] });
  assert.equal(judge({ target: aTarget({ autonomy: "auto" }) }, doing).decision, "escalate");
});
