import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts, OwnPolicy } from "#core/model";
import { aPlan, aStep, aTarget, someFacts } from "../../../test/support/model.ts";
import { createGuard, policies } from "./index.ts";

const own = (when: string, extra: Partial<OwnPolicy> = {}): OwnPolicy => ({
  ...{ name: "mine", source: "chiron.yaml", when, severity: "forbid", message: "Not like this" },
  ...extra,
});
const judge = (policy: OwnPolicy, facts: Partial<Facts> = {}, plan = aPlan()) =>
  createGuard(policies, {}, [policy]).judge(plan, someFacts(facts), "proposal");

test("REASON-05: a policy of one's own speaks over plan, target, incident and facts", () => {
  const holding = [
    'plan.onlyRestarts && plan.actions == ["service.restart"]',
    'plan.steps.exists(step, step.action == "service.restart")',
    'target.kind == "service" && target.id == "web"',
    'incident.type == "process_dead" && incident.attempts == 0 && incident.openMs > 1000',
    "facts.badTargets * 2 > facts.watchedTargets - 2 && !facts.storm && facts.heals.size() == 0",
    'facts.time.getHours("Europe/Berlin") == 1',
  ];
  for (const when of holding) assert.equal(judge(own(when)).decision, "reject", when);
  assert.equal(judge(own('target.id == "db"')).decision, "approve");
});

test("REASON-05: each severity does what it says, and none can allow what another policy holds back", () => {
  const at = (severity: OwnPolicy["severity"], facts: Partial<Facts> = {}) => judge(own("true", { severity }), facts);
  assert.equal(at("inform").decision, "approve");
  assert.equal(at("ask").decision, "escalate");
  assert.equal(at("ask", { approvedPlanHash: "hash-of-plan" }).decision, "approve");
  assert.deepEqual([at("hold").decision, at("hold").retryAt], ["reject", 1_060_000]);
  assert.deepEqual([at("forbid").decision, at("forbid").retryAt], ["reject", undefined]);
  assert.equal(at("forbid", { approvedPlanHash: "hash-of-plan" }).decision, "reject", "whoever approved it");
  const paused = { paused: { reason: "deploy", since: 0 } };
  for (const severity of ["inform", "ask", "hold"] as const) assert.equal(at(severity, paused).decision, "reject");
  const losing = aPlan({ steps: [aStep({ mayLose: "removes files" })] });
  assert.equal(judge(own("true", { severity: "inform" }), {}, losing).decision, "escalate");
});

test("REASON-05: what a policy asks for and nobody knows is no leave: a human is asked", () => {
  const verdict = judge(own('target.group == "edge"'), { target: aTarget() });
  assert.equal(verdict.decision, "escalate");
  assert.match(verdict.notes.at(-1)?.message ?? "", /it cannot be told whether this holds: Not like this/);
});
