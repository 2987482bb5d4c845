import assert from "node:assert/strict";
import { test } from "node:test";
import { aPlan, aTarget, someFacts } from "../../../../test/support/model.ts";
import { maintenance } from "./maintenance/index.ts";
import { manualStop } from "./manual-stop/index.ts";

const plan = aPlan();
const approved = { approvedPlanHash: plan.hash };

test("REASON-05: windows, freezes and silences hold actions until they end; what a human approves in them runs", () => {
  for (const kind of ["maintenance", "freeze", "silence"] as const) {
    const window = { name: "w", until: 5_000, kind };
    const [note] = maintenance.judge(plan, someFacts({ maintenance: window }), {});
    assert.deepEqual(
      [note?.severity, note?.until, note?.kind],
      ["hold", 5_000, kind === "silence" ? "silenced" : kind],
    );
    assert.deepEqual(note?.evidence, window);
    assert.deepEqual(maintenance.judge(plan, someFacts({ maintenance: window, ...approved }), {}), []);
  }
  assert.deepEqual(maintenance.judge(plan, someFacts(), {}), []);
});

test("REASON-05: a target that a human stopped is left alone until a human starts it", () => {
  const stoppedByHuman = { reason: "its disk is replaced", by: "cli:anna", at: 1 };
  const facts = someFacts({ stoppedByHuman, target: aTarget({ id: "web" }) });
  const [note] = manualStop.judge(plan, facts, {});
  assert.deepEqual([note?.severity, note?.until, note?.recommendation], ["hold", null, "chiron start web"]);
  assert.equal(note?.message, "cli:anna stopped web on purpose: its disk is replaced");
  assert.deepEqual(manualStop.judge(plan, { ...facts, ...approved }, {}), []);
  assert.deepEqual(manualStop.judge(plan, someFacts(), {}), []);
});
