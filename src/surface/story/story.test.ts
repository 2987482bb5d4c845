import assert from "node:assert/strict";
import { test } from "node:test";
import type { IncidentDetail, StoredEvent } from "#core/model";
import { oneOfEach } from "../../../test/support/story/one-of-each.ts";
import { repairOfWeb } from "../../../test/support/story/repair-of-web.ts";
import { planFor } from "../../../test/support/story/samples.ts";
import { tellEvent } from "./index.ts";
import { wantedOf } from "./wanted/index.ts";

test("every kind of event is told in one sentence", () => {
  const told = oneOfEach().map(tellEvent);
  for (const sentence of told) {
    assert.match(sentence, /^\S.*[.!?…]$/s);
    assert.doesNotMatch(sentence, /undefined|null|NaN|\[object|\.\.$|\. \./);
  }
  assert.equal(new Set(told).size, told.length, "two kinds are told alike");
});

test("the sentences say who, what and why", () => {
  const told = new Map(oneOfEach().map((stored) => [stored.type, tellEvent(stored)]));
  assert.equal(told.get("service.exited"), "web (pid 4711) was ended by SIGKILL after 1m30s.");
  assert.equal(
    told.get("incident.opened"),
    "A process is gone on web (high severity): process says running false, serving false. " +
      "It came back after a repair, for the 2nd time. Its state keeps changing.",
  );
  assert.equal(told.get("incident.held"), "Nothing is done for 30s: it rests after a failed attempt.");
  assert.equal(told.get("incident.routed"), "No runbook matches odd (complex).");
  assert.equal(told.get("approval.answered"), "cli:anna rejected it (“not now”).");
  assert.equal(told.get("message.attempted"), "Try 1 through webhook did not reach anybody: 503; next try in 5s.");
  assert.equal(
    told.get("step.finished"),
    "Step 1, service.restart, was under way when the engine died; whether it took effect is not known.",
  );
});

test("a repair reads as a story", () => {
  assert.deepEqual(
    repairOfWeb("inc-1").map((stored: StoredEvent) => tellEvent(stored)),
    [
      "A process is gone on web (critical): process says running false, serving false.",
      "Chiron looks into it.",
      "Only rb-restart-service matches process_dead, and all its symptoms hold (clear).",
      "Plan, attempt 1: rb-restart-service (restart), 1 step: service.restart.",
      "The Guardian approves.",
      "Looked at once more, right before the repair: it is still there.",
      "The Guardian approves, judged again right before the first step.",
      "The repair begins: rb-restart-service (restart).",
      "Step 1 begins: service.restart.",
      "Step 1, service.restart, is done after 40ms: web was restarted, pid 4711.",
      "Did the steps help? Yes: process, http read good again.",
      "The repair is done, and is verified: rb-restart-service (restart) did its steps.",
      "Is it well again, by the probe that saw the trouble? Yes: process, http read good again.",
      "rb-restart-service (restart) healed it: well 61ms after the first bad reading, verified by process and http.",
      "It is told with a notice (tier 1): confidence is not yet 0.8.",
      "It is resolved: process, http read good again.",
    ],
  );
});

test("an incident says what it wants, with the exact command", () => {
  const plan = planFor("inc-7");
  const subject = { id: "inc-7", target: "web", plan, approval: null, hold: null, runbook: plan.runbook };
  const commandsIn = (state: IncidentDetail["state"], more: Partial<IncidentDetail> = {}) =>
    wantedOf({ ...subject, ...more, state }).commands.map(({ command }) => command);
  const asked = { planHash: plan.hash, status: "waiting" } as IncidentDetail["approval"];
  assert.equal(commandsIn("awaiting_approval", { approval: asked })[0], "chiron approve inc-7 --plan 0123456789ab");
  assert.equal(commandsIn("escalated")[0], "chiron execute rb-restart-service --incident inc-7 --confirm");
  assert.equal(commandsIn("escalated", { runbook: null })[0], 'chiron resolve inc-7 --reason "…"');
  const paused = { policy: "kill-switch", reason: "healing was paused", until: null };
  assert.equal(commandsIn("diagnosing", { hold: paused })[0], "chiron resume");
  for (const state of ["resolved", "self_resolved", "dismissed", "remediating", "verifying"] as const) {
    assert.deepEqual(commandsIn(state), []);
  }
});
