import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { within } from "../test/index.ts";
import { createRealClock } from "./clock.ts";
import { createSortableIds } from "./ids.ts";

const clock = createRealClock();

test("a timer fires once, unless it is cancelled", async () => {
  clock.after(5, () => assert.fail("cancelled")).cancel();
  const before = clock.monotonic();
  await within("the timer", new Promise<void>((resolve) => clock.after(20, resolve)));
  assert.ok(clock.monotonic() - before >= 19);
});

test("a delay beyond what setTimeout can do does not fire at once", async () => {
  let fired = false;
  const timer = clock.after(2 ** 31 + 1_000, () => {
    fired = true;
  });
  const controller = new AbortController();
  const sleep = clock.sleep(2 ** 40, controller.signal).catch((error: unknown) => error);
  await clock.sleep(50);
  assert.equal(fired, false);
  timer.cancel();
  controller.abort(new Error("enough"));
  assert.match(String(await sleep), /enough/);
});

test("an aborted sleep rejects with the reason of the signal", async () => {
  const reason = new Error("no longer wanted");
  await assert.rejects(clock.sleep(60_000, AbortSignal.abort(reason)), reason);
});

test("timers alone do not keep a process alive", async () => {
  const script = `import { createRealClock } from ${JSON.stringify(import.meta.resolve("./clock.ts"))}; createRealClock().after(600_000, () => {});`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], { timeout: 60_000 });
});

test("ids ascend, also within one millisecond and when the clock steps back", () => {
  let now = 1_700_000_000_000;
  const ids = createSortableIds({ now: () => now }, { next: () => 0.999_999_999 });
  const made: string[] = [];
  for (let index = 0; index < 2_000; index++) {
    if (index === 500) now += 1;
    if (index === 1_000) now -= 3_600_000;
    made.push(ids.next("inc"));
  }
  assert.match(made[0] ?? "", /^inc-[0-9a-hjkmnp-tv-z]{16}$/);
  assert.deepEqual(made, [...made].sort());
  assert.equal(new Set(made).size, made.length);
});
