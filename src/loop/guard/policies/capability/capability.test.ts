import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts, Grant } from "#core/model";
import { aPlan, aStep, aTarget, someFacts } from "../../../../../test/support/model.ts";
import { createGuard, policies } from "../../index.ts";

const guard = createGuard(policies, {});
const now = 1_000_000;
const actor = { kind: "delegate", id: "delegate:x" } as const;
const grant = (extra: Partial<Grant> = {}): Grant => ({
  ...{ id: "grant-1", delegate: actor.id, capabilities: ["service.restart"], reason: "r", grantedBy: "w" },
  ...{ grantedAt: 0, expiresAt: now + 60_000 },
  ...extra,
});
const judge = (grants: readonly Grant[], plan = aPlan(), more: Partial<Facts> = {}) =>
  guard.judge(plan, someFacts({ now, actor, grants, runbookMode: "auto_execute", ...more }), "boundary");

test("REASON-05: capability: only what an unexpired grant names, on the targets that it names", () => {
  assert.equal(judge([]).decision, "reject");
  assert.equal(judge([grant()]).decision, "approve");
  assert.equal(judge([grant({ expiresAt: now })]).decision, "reject");
  assert.equal(judge([grant({ expiresAt: now }), grant()]).decision, "approve", "another grant may still hold");
  assert.equal(judge([grant({ targets: ["db"] })]).decision, "reject");
  assert.equal(judge([grant({ criticality: "critical" })]).decision, "reject");
  const critical = { target: aTarget({ criticality: "critical" }) };
  assert.equal(judge([grant({ criticality: "critical" })], aPlan(), critical).decision, "approve");
});

test("REASON-05: capability: a runbook that does more than restart has to be named", () => {
  const doing = aPlan({ runbook: "rb-clean", steps: [aStep({ action: "command", restartsOwnService: false })] });
  assert.equal(judge([grant()], doing).decision, "reject");
  assert.equal(judge([grant({ capabilities: ["runbook.run"], runbooks: ["rb-other"] })], doing).decision, "reject");
  assert.equal(judge([grant({ capabilities: ["runbook.run"], runbooks: ["rb-clean"] })], doing).decision, "approve");
});

test("REASON-05: capability: a grant lifts no other policy, and nobody but a delegate needs one", () => {
  const paused = { paused: { reason: "deploy", since: now } };
  assert.equal(judge([grant()], aPlan(), paused).decision, "reject");
  assert.equal(judge([grant()], aPlan(), { target: aTarget({ autonomy: "approve" }) }).decision, "escalate");
  assert.equal(judge([], aPlan(), { actor: { kind: "engine", id: "engine" } }).decision, "approve");
  assert.equal(judge([]).retryAt, undefined, "it is no question of time");
});
