import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Beat } from "./role.ts";
import { absentAfterMs, beginWatch, faultOf, type Limits, longestGapMs, look, type Sight } from "./watch.ts";

const limits: Limits = { silentAfterMs: 30_000, confirmForMs: 60_000, memoryLimitBytes: 512_000_000 };

function beatOf(seq: number, pid = 100, more: Partial<Beat> = {}): Beat {
  const process = { pid, startTicks: pid * 10, bootId: "b" };
  const said = { startedAt: 0, state: "healthy", loopLagMs: 0, rssBytes: 1, sees: {}, at: 0 } as const;
  return { role: "engine", process, seq, ...said, ...more };
}

const alive = (beat: Beat, rssBytes = 1): Sight => ({ beat, process: "alive", rssBytes });

/** Looks at regular times; gives the fault after each. */
function watchOver(sights: readonly Sight[], everyMs: number, from = 0) {
  let now = from;
  let watch = beginWatch(now);
  return sights.map((sight) => {
    now += everyMs;
    watch = look(watch, sight, limits, now);
    return faultOf(watch, limits, now);
  });
}

test("HEALER-02: whoever beats within its time is never at fault, whatever the wall clocks say", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ waits: fc.integer({ min: 0, max: 100 }), at: fc.integer() }), { maxLength: 50 }),
      fc.integer({ min: -1e12, max: 1e12 }),
      (beats, from) => {
        // A new beat comes after at most 101 looks of 250 ms, which is less than 30 s.
        const sights = beats.flatMap(({ waits, at }, index) =>
          Array.from({ length: waits + 1 }, () => alive(beatOf(index + 1, 100, { at, startedAt: -at }))),
        );
        assert.ok(watchOver(sights, 250, from).every((fault) => fault === undefined));
      },
    ),
  );
});

test("HEALER-02: silence is told within 30 s of the last beat, wherever that fell between two looks, not more than three looks early, and ends with the next beat", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 249 }), fc.integer({ min: 1, max: 500 }), (beatAtMs, beats) => {
      // The last beat is written so long after one look, and seen by the next.
      const sights = [
        ...Array.from({ length: beats }, (_, index) => alive(beatOf(index))),
        ...Array<Sight>(130).fill(alive(beatOf(beats))),
      ];
      const toldAtMs = (watchOver(sights, 250).indexOf("silent") + 1) * 250;
      const silentForMs = toldAtMs - (beats * 250 + beatAtMs);
      assert.ok(silentForMs <= 30_000 && silentForMs > 30_000 - 750, `told after ${silentForMs} ms`);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 1_000 }), (everyMs) => {
      const looks = Math.ceil((limits.silentAfterMs - 500) / everyMs);
      const faults = watchOver([...Array<Sight>(looks + 1).fill(alive(beatOf(7))), alive(beatOf(8))], everyMs);
      const first = faults.indexOf("silent");
      assert.equal(first, looks, "counted from the look that saw the last beat");
      assert.equal(faults.at(-1), undefined);
    }),
  );
});

test("HEALER-02: a watcher that was stopped itself begins all counts anew", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: longestGapMs + 1, max: 10_000_000 }),
      fc.integer({ min: 0, max: 117 }),
      (gapMs, before) => {
        let now = 0;
        let watch = beginWatch(now);
        const step = (ms: number) => {
          now += ms;
          watch = look(watch, alive(beatOf(3)), limits, now);
          return faultOf(watch, limits, now);
        };
        for (let count = 0; count < before; count++) step(250);
        assert.equal(step(gapMs), undefined, "the others may have been stopped as well");
        for (let count = 0; count < 117; count++) assert.equal(step(250), undefined);
        assert.equal(step(250), "silent");
      },
    ),
  );
});

test("HEALER-02: one that is seen to be gone is told at once; one that was never seen gets the time to start", () => {
  const gone: Sight = { beat: beatOf(5), process: "gone" };
  assert.deepEqual(watchOver([alive(beatOf(5)), gone], 250), [undefined, "gone"]);
  assert.deepEqual(watchOver([alive(beatOf(5)), gone, alive(beatOf(1, 200))], 250), [undefined, "gone", undefined]);
  const never = watchOver(Array<Sight>(21).fill({ beat: undefined, process: "gone" }), 250);
  assert.equal(never.indexOf("absent"), absentAfterMs / 250 - 1);
  const stale = watchOver(Array<Sight>(21).fill(gone), 250);
  assert.equal(stale.indexOf("absent"), absentAfterMs / 250 - 1, "a beat of an earlier life is none");
});

test("HEALER-02: a start takes longer than a silence may, and not for ever", () => {
  const starting = alive(beatOf(1, 100, { state: "starting" }));
  const faults = watchOver(Array<Sight>(600).fill(starting), 250);
  assert.equal(faults.indexOf("silent"), 480);
});

test("HEALER-02: one that is stopped in the middle of its start is silent like any other; resumed in time, it may start on", () => {
  const starting = alive(beatOf(1, 100, { state: "starting" }));
  const stopped: Sight = { ...starting, isStopped: true };
  const faults = watchOver([starting, ...Array<Sight>(119).fill(stopped)], 250);
  assert.equal(faults.indexOf("silent"), 118);
  const resumed = watchOver([...Array<Sight>(100).fill(stopped), ...Array<Sight>(300).fill(starting)], 250);
  assert.equal(resumed.indexOf("silent"), -1);
});

test("HEALER-02: too much memory is a fault when it stays so; another process begins with none", () => {
  const large = (seq: number, pid = 100) => alive(beatOf(seq, pid), limits.memoryLimitBytes + 1);
  assert.deepEqual(watchOver([large(1), large(2), alive(beatOf(3)), large(4)], 250), Array(4).fill(undefined));
  assert.deepEqual(watchOver([large(1), large(2), large(3)], 250), [undefined, undefined, "bloated"]);
  assert.deepEqual(watchOver([large(1), large(2), large(1, 200)], 250), Array(3).fill(undefined));
});
