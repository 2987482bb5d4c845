import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { event, type IncidentState, incidentStates, type NewEvent, type StoredEvent } from "#core/model";
import { anAnomaly, anIncident, aPlan } from "../../../test/support/model.ts";
import { canMove, episodeOf, evolve, move, open, refresh, transitions, worthRefreshing } from "./index.ts";

const ids = { next: (prefix: string) => `${prefix}-new` };
const stored = (happened: NewEvent, at = 2_000): StoredEvent =>
  ({ ...happened, seq: 2, stream: "engine", at, actor: "engine", hash: "" }) as StoredEvent;

test("HOST-07: exactly the moves in the table are possible, all others are refused as a bug", () => {
  fc.assert(
    fc.property(fc.constantFrom(...incidentStates), fc.constantFrom(...incidentStates), (from, to) => {
      const incident = anIncident({ state: from });
      if (transitions[from].includes(to)) {
        const next = evolve(incident, stored(move(incident, to, "because")));
        assert.equal(next?.state, to);
      } else {
        assert.throws(() => move(incident, to, "because"), /may not go from/);
      }
    }),
  );
});

test("HOST-07: nothing leads out of an end, every open state can be dismissed, every state is reachable", () => {
  for (const end of ["resolved", "self_resolved", "dismissed"] as const) assert.deepEqual(transitions[end], []);
  const reachable = new Set<IncidentState>(["detected"]);
  for (const state of reachable) for (const next of transitions[state]) reachable.add(next);
  assert.deepEqual([...reachable].sort(), [...incidentStates].sort());
  for (const state of incidentStates) if (transitions[state].length > 0) assert.ok(canMove(state, "dismissed"));
});

test("HOST-07: what was touched cannot end as if nothing had been done", () => {
  for (const state of ["remediating", "verifying", "remediation_failed", "escalated"] as const) {
    assert.equal(canMove(state, "self_resolved"), false);
  }
  assert.equal(canMove("remediation_failed", "resolved"), false, "a failed repair goes to a human");
});

test("HOST-08: a return soon after the recovery continues the episode and is counted, a late one begins another", () => {
  const past = { episode: "epi-1", recurrences: 1, endedAt: 10_000 };
  assert.deepEqual(episodeOf(past, 10_000 + 600_000, 600_000, ids), { episode: "epi-1", recurrences: 2 });
  assert.deepEqual(episodeOf(past, 10_001 + 600_000, 600_000, ids), { episode: "epi-new", recurrences: 0 });
  assert.deepEqual(episodeOf(undefined, 0, 600_000, ids), { episode: "epi-new", recurrences: 0 });
});

test("HOST-08: seeing it again refreshes count and evidence, without filling the log", () => {
  const incident = anIncident({ updatedAt: 0 });
  const next = evolve(incident, stored(refresh(incident, 7, anAnomaly()), 5_000));
  assert.equal(next?.count, 7);
  assert.equal(next?.lastSeenAt, 5_000);
  assert.equal(worthRefreshing(incident, 7, anAnomaly(), 30_000), false);
  assert.equal(worthRefreshing(incident, 7, anAnomaly(), 60_000), true);
  assert.equal(worthRefreshing(incident, 2, anAnomaly(), 1_000), true);
  assert.equal(worthRefreshing(incident, 2, anAnomaly(), 10), false, "not in a burst");
});

test("HOST-08: opening says what, where, since when and on what evidence", () => {
  const { id, events } = open(anAnomaly(), undefined, { now: 2_000, withinMs: 1 }, ids);
  assert.deepEqual(
    events.map((one) => one.type),
    ["anomaly.detected", "incident.opened"],
  );
  const opened = events[1];
  assert.ok(opened?.type === "incident.opened");
  assert.equal(opened.data.incident, id);
  assert.equal(opened.data.fingerprint, "process_dead@web");
});

test("HOST-11: an incident is a fold over its events: steps, tries and answers are all in it", () => {
  const plan = aPlan();
  const step = {
    incident: "inc-1",
    plan: plan.id,
    index: 0,
    effect: "inc-1/plan-1/0/1",
    action: "service.restart",
    undo: false,
  };
  const happened: NewEvent[] = [
    event("plan.proposed", { incident: "inc-1", plan }),
    event("step.started", { ...step, input: {} }),
    event("step.finished", {
      ...step,
      end: "failed",
      result: { success: false, summary: "no", artifacts: [] },
      durationMs: 3,
    }),
    event("plan.failed", { incident: "inc-1", plan: plan.id, strategy: "restart", reason: "no" }),
  ];
  let incident = anIncident();
  for (const one of happened) incident = evolve(incident, stored(one)) ?? incident;
  assert.equal(incident.steps.length, 1);
  assert.equal(incident.steps[0]?.end, "failed");
  assert.deepEqual(incident.triedStrategies, ["restart"]);
  assert.equal(incident.attempts, 1);
});

test("HOST-11: an answer to another question than the one asked changes nothing", () => {
  const incident = anIncident();
  const answer = event("approval.answered", {
    incident: "inc-1",
    approval: "apr-other",
    planHash: "x",
    status: "approved",
    reason: null,
  });
  assert.equal(evolve(incident, stored(answer)), incident);
});
