import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts } from "#core/model";
import { aPlan, aStep, someFacts } from "../../../test/support/model.ts";
import { breakerOf, createGuard, GuardMemory, policies } from "./index.ts";

const minute = 60_000;
const options = { openFor: 5 * minute, longest: 60 * minute };
const at = (failures: number, agoMs: number) => breakerOf({ failures, lastFailureAt: 0 }, 5, agoMs, options);

test("REASON-05: circuit-breaker: closed, open after failures, half-open for one trial, open for longer when that fails", () => {
  assert.equal(at(4, 0).state, "closed");
  assert.deepEqual(at(5, 0), { state: "open", failures: 5, limit: 5, until: 5 * minute });
  assert.equal(at(5, 5 * minute).state, "half_open");
  assert.equal(at(6, 9 * minute).until, 10 * minute);
  assert.equal(at(20, 59 * minute).until, 60 * minute, "never longer than that");
});

const guard = createGuard(policies, {});
const row = (failures: number, agoMs: number, isTrying = false) => ({
  failures,
  lastFailureAt: 1_000_000 - agoMs,
  isTrying,
});
const none = { failures: 0, lastFailureAt: null, isTrying: false };
const plan = aPlan({ steps: [aStep({ action: "command", restartsOwnService: false })] });
const judge = (failures: Partial<Facts["failures"]>, more: Partial<Facts> = {}) => {
  const facts = {
    runbookMode: "auto_execute" as const,
    failures: { runbook: none, target: none, global: none, ...failures },
  };
  const { notes, decision, retryAt } = guard.judge(plan, someFacts({ ...facts, ...more }), "proposal");
  return {
    decision,
    retryAt,
    kinds: notes.filter(({ policy }) => policy === "circuit-breaker").map(({ kind }) => kind),
  };
};

test("REASON-05: circuit-breaker: of a runbook, of a target and of everything, each with its own limit", () => {
  assert.deepEqual(judge({}), { decision: "approve", retryAt: undefined, kinds: [] });
  assert.deepEqual(judge({ runbook: row(5, minute) }).kinds, ["runbook_open"]);
  assert.equal(judge({ runbook: row(5, minute) }).retryAt, 1_000_000 + 4 * minute);
  assert.deepEqual(judge({ target: row(5, minute) }).kinds, ["target_open"]);
  assert.deepEqual(judge({ global: row(9, minute) }).kinds, []);
  assert.deepEqual(judge({ global: row(10, minute) }).kinds, ["global_open"]);
  assert.equal(
    judge({ global: row(10, minute) }, { approvedPlanHash: plan.hash }).decision,
    "approve",
    "a human's word",
  );
});

test("REASON-05: circuit-breaker: half-open lets one through, and holds the others while that one is tried", () => {
  const first = judge({ runbook: row(5, 10 * minute) });
  assert.deepEqual([first.decision, first.kinds], ["approve", ["runbook_half_open"]]);
  const second = judge({ runbook: row(5, 10 * minute, true) });
  assert.deepEqual([second.decision, second.kinds], ["reject", ["runbook_trial"]]);
});

test("REASON-05: circuit-breaker: its state is a fold over outcomes; dying in the middle, and only telling, count for nothing", () => {
  const memory = new GuardMemory();
  const outcome = (result: "recovered" | "failed" | "unverified", more = {}) =>
    memory.learn({
      ...{
        incident: "i",
        target: "web",
        targetKind: "service",
        anomaly: "process_dead",
        runbook: "rb",
        runbookVersion: 1,
      },
      ...{ runbookHash: "h", strategy: "s", plan: "p", actions: [], durationMs: 1, recoveryMs: 1, verifiedBy: [] },
      ...{ result, effectiveness: 0, recordedAt: 7 },
      ...more,
    });
  outcome("failed");
  outcome("failed", { runbook: "rb-other" });
  outcome("unverified");
  outcome("failed", { repairs: false });
  assert.deepEqual(memory.failures.of("target", "web"), { failures: 2, lastFailureAt: 7 });
  assert.deepEqual(memory.failures.of("runbook", "rb"), { failures: 1, lastFailureAt: 7 });
  assert.equal(memory.failures.of("global")?.failures, 2);
  outcome("recovered");
  assert.equal(memory.failures.of("target", "web"), undefined);
  assert.equal(memory.failures.of("runbook", "rb-other")?.failures, 1, "the other has not been shown to work");
  assert.deepEqual(memory.heals.of("process_dead@web"), [7]);
});
