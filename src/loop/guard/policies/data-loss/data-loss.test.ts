import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts } from "#core/model";
import { aPlan, aStep, aTarget, someFacts } from "../../../../../test/support/model.ts";
import { createGuard, policies } from "../../index.ts";

const losing = aPlan({ steps: [aStep({ action: "command", mayLose: "runs rm, which removes files" })] });
const judge = (facts: Partial<Facts>, options = {}) =>
  createGuard(policies, options).judge(losing, someFacts(facts), "proposal");

test("REASON-05: data-loss: asks a human whatever target, runbook and options say; an approval of that very plan is the only way", () => {
  const widest = { target: aTarget({ autonomy: "auto" }), runbookMode: "auto_execute" as const };
  const verdict = judge(widest, { "data-loss": {} });
  assert.equal(verdict.decision, "escalate");
  const [note] = verdict.notes.filter(({ severity }) => severity === "ask");
  assert.equal(note?.kind, "may_lose_data");
  assert.deepEqual(note?.evidence.steps, [{ step: 1, action: "command", what: "runs rm, which removes files" }]);
  assert.equal(judge({ ...widest, approvedPlanHash: losing.hash }).decision, "approve");
  assert.equal(judge({ ...widest, approvedPlanHash: "hash-of-another-plan" }).decision, "escalate");
  assert.throws(() => judge(widest, { "data-loss": { allow: true } }), /allow/);
});
