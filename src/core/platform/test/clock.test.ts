import assert from "node:assert/strict";
import { test } from "node:test";
import { createCountingIds, createSeededRandom, createTestClock } from "./index.ts";

test("nothing fires until the test moves the time", async () => {
  const clock = createTestClock({ start: 1_000 });
  const seen: string[] = [];
  clock.after(0, () => seen.push("now"));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(seen, []);
  await clock.advance(0);
  assert.deepEqual(seen, ["now"]);
});

test("timers and sleeps fire in order, each at its own time, also those started on the way", async () => {
  const clock = createTestClock({ start: 0 });
  const seen: string[] = [];
  const note = (name: string) => () => void seen.push(`${name}@${clock.now()}`);
  clock.after(30, note("c"));
  clock.after(10, () => {
    note("a")();
    clock.after(5, note("started by a"));
  });
  clock.after(10, note("b"));
  void clock
    .sleep(20)
    .then(note("slept"))
    .then(() => clock.sleep(5))
    .then(note("slept again"));
  await clock.advance(29);
  assert.deepEqual(seen, ["a@10", "b@10", "started by a@15", "slept@20", "slept again@25"]);
  assert.equal(clock.now(), 29);
  await clock.advanceTo(30);
  assert.equal(seen.at(-1), "c@30");
  assert.equal(clock.waiting, 0);
});

test("a cancelled timer and an aborted sleep leave nothing waiting", async () => {
  const clock = createTestClock();
  const controller = new AbortController();
  clock.after(10, () => assert.fail("cancelled")).cancel();
  const sleep = assert.rejects(clock.sleep(10, controller.signal), /enough/);
  controller.abort(new Error("enough"));
  await sleep;
  await assert.rejects(clock.sleep(10, controller.signal), /enough/);
  assert.equal(clock.waiting, 0);
});

test("running until idle goes from timer to timer, and tells what never ends", async () => {
  const clock = createTestClock({ start: 0 });
  let fired = 0;
  clock.after(86_400_000, () => clock.after(86_400_000, () => fired++));
  await clock.runUntilIdle();
  assert.equal(fired, 1);
  assert.equal(clock.now(), 2 * 86_400_000);
  const again = (): void => void clock.after(1_000, again);
  again();
  await assert.rejects(clock.runUntilIdle(100), /more than 100 timers/);
});

test("the wall clock steps, and what is measured does not", async () => {
  const clock = createTestClock({ start: 5_000 });
  let firedAt = -1;
  clock.after(100, () => {
    firedAt = clock.monotonic();
  });
  clock.stepWallClock(-3_000);
  await clock.advance(100);
  assert.equal(clock.now(), 2_100);
  assert.equal(firedAt, 100);
});

test("the same seed gives the same numbers, in range and spread", () => {
  const [one, same, other] = [createSeededRandom(7), createSeededRandom(7), createSeededRandom(8)];
  const numbers = Array.from({ length: 10_000 }, () => one.next());
  assert.deepEqual(
    numbers.slice(0, 100),
    Array.from({ length: 100 }, () => same.next()),
  );
  assert.notEqual(numbers[0], other.next());
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  assert.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`);
});

test("counting ids count by prefix", () => {
  const ids = createCountingIds();
  assert.deepEqual([ids.next("inc"), ids.next("inc"), ids.next("plan")], ["inc-0001", "inc-0002", "plan-0001"]);
});
