import assert from "node:assert/strict";
import { test } from "node:test";
import type { Incident } from "#core/model";
import { createTestClock } from "#core/platform/test";
import { anIncident, aTarget } from "../../../test/support/model.ts";
import { createEscalation } from "./escalation.ts";
import type { Parts } from "./parts.ts";
import { EngineState } from "./state.ts";
import type { Telling } from "./telling.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** One open incident and a rule that calls after an hour; `called` is when, measured since the beginning. */
function sceneOf(more: (now: number) => Partial<Incident> = () => ({})) {
  const clock = createTestClock();
  const state = new EngineState();
  const openedAt = clock.now();
  const incident = { id: "inc-1", type: "slow", target: "web", severity: "medium", runbook: "rb-slow" } as const;
  state.restore(anIncident({ ...incident, openedAt, ...more(openedAt) }));
  const rule = { on: "slow", types: ["slow"], trigger: { kind: "time", afterMs: hourMs } };
  const parts = {
    ...{ state, platform: { clock }, stopping: new AbortController().signal },
    settings: () => ({ escalation: [rule] }),
    target: (id: string) => aTarget({ id }),
    detector: () => ({ rule: () => undefined }),
    registry: () => ({ find: () => ({ runbook: { escalate: {} } }) }),
  } as unknown as Parts;
  const called: number[] = [];
  const telling = {
    byRule: (id: string) => {
      called.push(clock.monotonic());
      state.restore({ ...(state.incident(id) as Incident), tier: 3 });
    },
  } as unknown as Telling;
  const escalation = createEscalation(parts, telling, { incident: () => undefined });
  escalation.start();
  /** As the engine does: the clock moves, and the work loop comes round every ten seconds. */
  const goOn = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10_000) {
      await clock.advance(Math.min(10_000, left));
      escalation.houseKeep();
    }
  };
  return { clock, called, goOn };
}

test("REASON-09: a call by time comes when it is due, and no sooner for small corrections of the clock", async () => {
  const { clock, called, goOn } = sceneOf();
  await goOn(30 * minuteMs);
  clock.stepWallClock(300);
  await goOn(29 * minuteMs);
  assert.deepEqual(called, []);
  await goOn(minuteMs);
  assert.deepEqual(called, [hourMs]);
});

test("REASON-09: after the wall clock was put forward a call comes with the next look", async () => {
  const { clock, called, goOn } = sceneOf();
  await goOn(10 * minuteMs);
  clock.stepWallClock(40 * minuteMs);
  await goOn(10 * minuteMs - 10_000);
  assert.deepEqual(called, [], "by the wall clock an hour is not over");
  await goOn(20_000);
  assert.deepEqual(called, [20 * minuteMs]);

  const other = sceneOf();
  await other.goOn(5_000);
  other.clock.stepWallClock(2 * hourMs);
  await other.goOn(10_000);
  assert.deepEqual(other.called, [15_000]);
});

test("REASON-09: a wall clock that is put back, or was wrong by years at the opening, puts off no call", async () => {
  const { clock, called, goOn } = sceneOf();
  await goOn(10 * minuteMs);
  clock.stepWallClock(-20 * hourMs);
  await goOn(50 * minuteMs);
  assert.deepEqual(called, [hourMs]);

  const fromTheFuture = sceneOf((now) => ({ openedAt: now + 4 * 365 * 24 * hourMs }));
  await fromTheFuture.goOn(hourMs);
  assert.deepEqual(fromTheFuture.called, [hourMs]);
});

test("REASON-09: whoever is on it until a time has until then by the wall clock", async () => {
  const acknowledged = (now: number) => ({
    acknowledged: { by: "anna", at: now, until: now + 2 * hourMs, reason: null },
  });
  const { clock, called, goOn } = sceneOf(acknowledged);
  await goOn(hourMs);
  clock.stepWallClock(-hourMs);
  await goOn(90 * minuteMs);
  assert.deepEqual(called, [], "it is not yet that late");
  await goOn(30 * minuteMs);
  assert.deepEqual(called, [3 * hourMs]);
});
