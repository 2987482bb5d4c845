import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createTestClock } from "../../../core/platform/test/index.ts";
import { Schedule, Timed } from "./schedule.ts";

class Item extends Timed {
  readonly name: number;
  readonly #seen: (name: number, now: number) => void;

  constructor(name: number, seen: (name: number, now: number) => void) {
    super();
    this.name = name;
    this.#seen = seen;
  }

  due(now: number): void {
    this.#seen(this.name, now);
  }
}

test("everything comes once, in order and at its time, however often it was moved or taken out", async () => {
  const change = fc.record({
    item: fc.nat(19),
    at: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constant(Number.POSITIVE_INFINITY)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 100 }), async (changes) => {
      const clock = createTestClock();
      const schedule = new Schedule(clock);
      const seen: { name: number; now: number }[] = [];
      const items = Array.from(
        { length: 20 },
        (_, name) => new Item(name, (one, now) => seen.push({ name: one, now })),
      );
      const wanted = new Map<number, number>();
      for (const { item, at } of changes) {
        schedule.set(items[item] as Item, at);
        if (Number.isFinite(at)) wanted.set(item, at);
        else wanted.delete(item);
      }
      await clock.advance(600);
      assert.deepEqual(new Map(seen.map(({ name, now }) => [name, now])), wanted);
      assert.equal(seen.length, wanted.size);
      assert.deepEqual(
        seen.map(({ now }) => now),
        [...wanted.values()].sort((a, b) => a - b),
      );
      assert.equal(clock.waiting, 0);
    }),
    { numRuns: 60 },
  );
});

test("there is one timer, whatever waits, and none when nothing does", async () => {
  const clock = createTestClock();
  const schedule = new Schedule(clock);
  const items = Array.from({ length: 1_000 }, (_, name) => new Item(name, () => undefined));
  for (const item of items) schedule.set(item, 1_000 - item.name);
  assert.equal(clock.waiting, 1);
  for (const item of items) schedule.remove(item);
  await clock.advance(2_000);
  assert.equal(clock.waiting, 0);
});

test("after a standstill what is due comes in portions", async () => {
  const clock = createTestClock();
  const schedule = new Schedule(clock);
  let seen = 0;
  const items = Array.from({ length: 250 }, (_, name) => new Item(name, () => void seen++));
  for (const item of items) schedule.set(item, 5);
  const portions: number[] = [];
  clock.after(5, () => clock.after(0, () => portions.push(seen)));
  await clock.advance(5);
  assert.ok((portions[0] ?? 0) < 250, "others got their turn in between");
  assert.equal(seen, 250);
});
