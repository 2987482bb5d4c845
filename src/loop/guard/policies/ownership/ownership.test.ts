import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts, SupervisorReport } from "#core/model";
import { anIncident, aPlan, aStep, someFacts } from "../../../../../test/support/model.ts";
import { ownership } from "./index.ts";

const now = 1_000_000;
const options = ownership.schema.parse({});
const says = (state: SupervisorReport["state"], more: Partial<SupervisorReport> = {}): SupervisorReport => ({
  state,
  pid: null,
  words: `it is ${state}`,
  askedAt: now,
  ...more,
});
const judge = (supervisor: SupervisorReport | null, more: Partial<Facts> = {}, plan = aPlan()) =>
  ownership.judge(plan, someFacts({ now, supervisor, incident: anIncident({ openedAt: now }), ...more }), options);

test("HOST-13: while a supervisor is at work, Chiron waits, and says on what evidence and until when", () => {
  const [note] = judge(says("changing", { restarts: 2 }));
  assert.deepEqual([note?.severity, note?.kind, note?.until], ["hold", "supervisor_at_work", now + 1_000]);
  assert.deepEqual([note?.evidence.words, note?.evidence.restarts], ["it is changing", 2]);
  const old = { incident: anIncident({ openedAt: now - 60_000 }) };
  assert.equal(judge(says("changing"), old)[0]?.until, now + 15_000, "the longer it lasts, the less often");
  assert.equal(judge(says("changing", { nextAt: now + 5_000 }))[0]?.until, now + 6_000, "it has said when it goes on");
});

test("HOST-13: it acts when the supervisor gave up, or has a process that does not serve", () => {
  assert.deepEqual(judge(says("running", { pid: 7 })), []);
  assert.deepEqual(judge(null), []);
  const [note] = judge(says("gave_up"));
  assert.deepEqual([note?.severity, note?.kind], ["inform", "supervisor_gave_up"]);
});

test("HOST-13: what a person stopped is not started, until something changes or a person says so", () => {
  const [note] = judge(says("stopped"));
  assert.deepEqual([note?.severity, note?.kind, note?.until], ["hold", "stopped_on_purpose", null]);
  const plan = aPlan();
  assert.deepEqual(judge(says("stopped"), { approvedPlanHash: plan.hash }, plan), []);
});

test("HOST-13: a supervisor that does not answer is waited for a little, then the repair shows it to a person", () => {
  assert.equal(judge(says("no_answer"))[0]?.severity, "hold");
  assert.deepEqual(judge(says("no_answer"), { incident: anIncident({ openedAt: now - 10_000 }) }), []);
});

test("HOST-13: a plan that does not touch the service is nobody else's business", () => {
  const notify = aPlan({ steps: [aStep({ action: "notify", restartsOwnService: false })] });
  assert.deepEqual(judge(says("changing"), {}, notify), []);
});
