import assert from "node:assert/strict";
import { test } from "node:test";
import type { Incident, NewEvent } from "#core/model";
import { anIncident, aPlan } from "../../../test/support/model.ts";
import { endWhatWasCutOff } from "./cut-off.ts";
import { EngineState } from "./state.ts";

function recordedFor(more: Partial<Incident>): readonly NewEvent[] {
  const state = new EngineState();
  const plan = aPlan({ id: "plan-1" });
  const step = { effect: "inc/plan-1/0/1", plan: plan.id, index: 0, action: "command", undo: false, startedAt: 1 };
  state.restore(anIncident({ plan, steps: [{ ...step, endedAt: null, end: null, result: null }], ...more }));
  const recorded: NewEvent[] = [];
  endWhatWasCutOff({ state, record: (events) => void recorded.push(...events) });
  return recorded;
}

test("HOST-12: a run by hand that was cut off with the engine is on record as cut off, and nobody goes on with it", () => {
  const [finished, failed, ...more] = recordedFor({ state: "escalated" });
  assert.equal(finished?.type === "step.finished" && finished.data.end, "unknown");
  assert.match(failed?.type === "plan.failed" ? failed.data.reason : "", /nobody knows how far it came/);
  assert.deepEqual(more, []);
});

test("HOST-12: a repair in the middle is taken up by the repair itself", () => {
  assert.deepEqual(recordedFor({ state: "remediating" }), []);
});
