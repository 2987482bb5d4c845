import assert from "node:assert/strict";
import { test } from "node:test";
import type { Causation, CauseFact, Note, StoredEvent } from "#core/model";
import { anIncident, aPlan, aStep, someFacts } from "../../../../test/support/model.ts";
import { createGuard, GuardMemory, policies } from "../index.ts";

const nobodyDepends = () => false;

/** Tells a story to a fresh memory: repairs by target and time, troubles by target and time. */
function story() {
  const memory = new GuardMemory();
  let seq = 0;
  const happen = (type: string, data: object, at: number) =>
    memory.apply({ type, data, at, seq: ++seq, stream: "", actor: "", hash: "" } as unknown as StoredEvent);
  return {
    memory,
    happen,
    trouble: (target: string, at: number) => {
      const incident = `${target}-${at}`;
      happen("incident.opened", { incident, target, type: "broken", since: at }, at);
      return incident;
    },
    repair: (incident: string, from: number, to: number, onlyRestarts = false) => {
      const plan = aPlan({
        id: `plan-${incident}`,
        incident,
        target: incident.split("-")[0] ?? "",
        steps: [aStep({ restartsOwnService: onlyRestarts })],
      });
      happen("plan.proposed", { incident, plan }, from);
      happen("step.started", { incident, plan: plan.id, undo: false }, from);
      happen("step.finished", { incident, plan: plan.id, undo: false }, to);
    },
  };
}

test("REASON-05: cascade: what begins while another target is repaired, or right after, may be its doing", () => {
  const { memory, trouble, repair } = story();
  repair(trouble("a", 0), 100, 1_000);
  const during = memory.causes.of(trouble("b", 500), nobodyDepends);
  assert.deepEqual(
    during.chain.map(({ repaired, lagMs }) => [repaired, lagMs]),
    [["a", 0]],
  );
  assert.deepEqual(memory.causes.of(trouble("c", 3_000), nobodyDepends).chain[0]?.lagMs, 2_000);
  assert.deepEqual(memory.causes.of(trouble("d", 60_000), nobodyDepends).chain, [], "too late");
  assert.deepEqual(memory.causes.of(trouble("a", 500), nobodyDepends).chain, [], "its own target is no neighbour");
  assert.deepEqual(memory.causes.of("b-500", () => true).chain, [], "it depends on what was repaired");
});

test("REASON-05: cascade: a repair that was cut off with its engine is not at work for ever", () => {
  const { memory, happen, trouble } = story();
  const incident = trouble("a", 0);
  const plan = aPlan({ id: "plan-cut-off", incident, target: "a" });
  happen("plan.proposed", { incident, plan }, 100);
  happen("step.started", { incident, plan: plan.id, undo: false }, 100);
  happen("engine.started", { version: "1", pid: 2, node: "test" }, 500);
  assert.deepEqual(memory.causes.of(trouble("b", 600), nobodyDepends).chain[0]?.lagMs, 100);
  assert.deepEqual(memory.causes.of(trouble("c", 3_600_000), nobodyDepends).chain, []);
  happen("step.started", { incident, plan: plan.id, undo: false }, 3_700_000);
  assert.deepEqual(memory.causes.of(trouble("d", 3_800_000), nobodyDepends).chain[0]?.lagMs, 0, "it was gone on with");
});

test("REASON-05: cascade: where two were repaired at the same time nobody can say which it was", () => {
  const { memory, trouble, repair } = story();
  repair(trouble("a", 0), 100, 1_000);
  repair(trouble("b", 0), 100, 1_000);
  assert.deepEqual(memory.causes.of(trouble("c", 500), nobodyDepends).chain, []);
});

test("REASON-05: cascade: a human who lets healing go on wipes the slate", () => {
  const { memory, happen, trouble, repair } = story();
  repair(trouble("a", 0), 100, 1_000);
  const incident = trouble("b", 500);
  assert.equal(memory.causes.of(incident, nobodyDepends).times, 1);
  happen("healing.resumed", { reason: "looked" }, 600);
  assert.equal(memory.causes.of(incident, nobodyDepends).times, 0);
});

const guard = createGuard(policies, {});
const link = (target: string, repaired: string, onlyRestarts = false, lagMs = 0): CauseFact => ({
  ...{ incident: target, target, type: "broken", repaired, byIncident: repaired },
  ...{ runbook: `rb-${repaired}`, strategy: "s", onlyRestarts, lagMs, at: 0 },
});
const kinds = (causation: Causation): readonly Note["kind"][] =>
  guard
    .observe(someFacts({ incident: anIncident({ target: "a" }), causation }))
    .filter(({ severity }) => severity === "hold")
    .map(({ kind }) => kind);

test("REASON-05: cascade: the same repair followed by the same trouble twice; once is chance, a restart is no proof", () => {
  assert.deepEqual(kinds({ chain: [link("a", "b")], times: 1 }), []);
  assert.deepEqual(kinds({ chain: [link("a", "b")], times: 2 }), ["cascade"]);
  assert.deepEqual(kinds({ chain: [link("a", "b", false, 9_000)], times: 2 }), [], "too long after it");
  assert.deepEqual(kinds({ chain: [link("a", "b", true)], times: 9 }), []);
});

test("REASON-05: loop: a trouble that comes back to its own target by repairs of others: once, or three times where they were restarts", () => {
  assert.deepEqual(kinds({ chain: [link("a", "b"), link("b", "a")], times: 1 }), ["undoing"]);
  assert.deepEqual(kinds({ chain: [link("a", "b"), link("b", "c"), link("c", "a")], times: 1 }), ["undoing"]);
  assert.deepEqual(kinds({ chain: [link("a", "b"), link("b", "c")], times: 1 }), [], "it did not come from a");
  const round = [link("a", "b", true), link("b", "a", true)];
  assert.deepEqual(kinds({ chain: [...round, ...round], times: 2 }), []);
  assert.deepEqual(kinds({ chain: [...round, ...round, ...round], times: 3 }), ["undoing"]);
});

test("REASON-05: loop: healed three times within a week a human is asked, but a restart of its own service goes on", () => {
  const now = 1_000_000_000;
  const day = 86_400_000;
  const heals = [now - 3 * day, now - 2 * day, now - day];
  const doing = aPlan({ steps: [aStep({ action: "command", restartsOwnService: false })] });
  const judge = (plan: typeof doing, more = {}) =>
    guard.judge(plan, someFacts({ now, runbookMode: "auto_execute", heals, ...more }), "proposal").decision;
  assert.equal(judge(doing), "escalate");
  assert.equal(judge(aPlan()), "approve");
  assert.equal(judge(doing, { heals: heals.slice(1) }), "approve");
  assert.equal(judge(doing, { heals: heals.map((at) => at - 6 * day) }), "approve", "long ago");
  assert.equal(judge(doing, { returnsAreNews: true }), "approve", "each time is something new");
  assert.equal(judge(doing, { approvedPlanHash: doing.hash }), "approve");
});
