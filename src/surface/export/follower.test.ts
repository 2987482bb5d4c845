import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { event, type StoredEvent } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createSeededRandom, temporaryFolder, until } from "#core/platform/test";
import { Cursor } from "./cursor.ts";
import { Follower, type FollowerMeans } from "./follower.ts";

/** A log in memory, and followers of it with a real clock and a real cursor. */
function scene(t: TestContext) {
  const platform = createRealPlatform();
  t.after(() => platform.close());
  const path = join(temporaryFolder(t), "sink.json");
  const events: StoredEvent[] = [];
  const said: string[] = [];
  const followers: Follower[] = [];
  const happen = (count: number, log = "a") => {
    for (let left = count; left > 0; left--) {
      const seq = events.length + 1;
      const what = event("healing.paused", { reason: `beat ${seq}` });
      events.push({ ...what, actor: "engine", seq, stream: "engine", at: seq, hash: `${log}${seq}` });
    }
    for (const follower of followers) follower.wake();
  };
  const follow = async (deliver: FollowerMeans["deliver"], from: FollowerMeans["from"] = "beginning") => {
    const follower = new Follower({
      ...{ name: "test", kind: "test", from, timeoutMs: 200, deliver },
      log: {
        head: () => ({ seq: events.length, hash: events.at(-1)?.hash ?? "" }),
        events: ({ after, limit }) => events.slice(after, after + limit),
      },
      cursor: new Cursor(path, platform.files, platform.clock),
      clock: platform.clock,
      random: createSeededRandom(1),
      letGo: async () => undefined,
      say: (line) => said.push(line),
    });
    followers.push(follower);
    await follower.start();
    t.after(() => follower.stop());
    return follower;
  };
  return { path, events, said, happen, follow };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const collector = () => {
  const taken: number[] = [];
  return { taken, take: async (list: readonly StoredEvent[]) => void taken.push(...list.map(({ seq }) => seq)) };
};

test("REASON-16: all events arrive in order, those that come while it delivers too, and a new follower goes on behind them", async (t) => {
  const { happen, follow } = scene(t);
  happen(250);
  const first = collector();
  const follower = await follow(async (list) => {
    if (first.taken.length === 100) happen(10);
    await first.take(list);
  });
  await until("all are there", () => first.taken.length === 260);
  assert.deepEqual(first.taken, numbers(1, 260));
  assert.equal(follower.view().state, "idle");
  await follower.stop();
  happen(5);
  const second = collector();
  await follow(second.take);
  await until("the rest is there", () => second.taken.length >= 5);
  assert.deepEqual(second.taken, numbers(261, 265));
});

test("REASON-16: what was not taken comes again, the same and in front of all else; the view tells how far behind it is", async (t) => {
  const { happen, follow, said } = scene(t);
  const { taken, take } = collector();
  let failures = 2;
  happen(3);
  const follower = await follow(async (list) => {
    if (failures-- > 0) throw new Error("not now");
    await take(list);
  });
  await until("it failed", () => follower.view().state === "failing");
  happen(2);
  const { behind, lastError, behindSince, nextAttemptAt } = follower.view();
  assert.deepEqual([behind, lastError, behindSince], [5, "not now", new Date(1).toISOString()]);
  assert.ok(nextAttemptAt !== null);
  follower.retryNow();
  await until("it failed again", () => follower.view().failures === 2);
  follower.retryNow();
  await until("all are there", () => taken.length === 5);
  assert.deepEqual(taken, numbers(1, 5));
  assert.equal(said.length, 1, "said once, not for each try");
  assert.equal(follower.view().lastError, null);
});

test("REASON-16: one that never answers is given up after its time, and ends at once when the engine ends", async (t) => {
  const { happen, follow } = scene(t);
  happen(1);
  const follower = await follow(
    (_, signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  await until("it is late", () => follower.view().lastError === "no answer within 200 ms");
  const begun = performance.now();
  await follower.stop();
  assert.ok(performance.now() - begun < 3_000);
});

test("REASON-16: a new follower begins with what happens from then on, unless it is to have everything", async (t) => {
  const { happen, follow, path } = scene(t);
  happen(10);
  const { taken, take } = collector();
  const follower = await follow(take, "now");
  // Its place is kept before anything was delivered: a crash right now loses nothing.
  assert.deepEqual(JSON.parse(readFileSync(path, "utf8")), { seq: 10, hash: "a10" });
  happen(2);
  await until("they are there", () => taken.length === 2);
  assert.deepEqual(taken, [11, 12]);
  await follower.stop();
});

test("REASON-16: a log that is another one than before, and a cursor that cannot be read, mean all of it again", async (t) => {
  const { happen, follow, events, path, said } = scene(t);
  happen(5);
  const first = collector();
  const follower = await follow(first.take);
  await until("all are there", () => first.taken.length === 5);
  await follower.stop();
  // Put back from a copy: the same numbers, other events.
  events.length = 3;
  happen(4, "b");
  const second = collector();
  const next = await follow(second.take);
  await until("all are there again", () => second.taken.length === 7);
  assert.deepEqual(second.taken, numbers(1, 7));
  assert.match(said.at(-1) ?? "", /the log is another one/);
  await next.stop();
  writeFileSync(path, "{");
  const third = collector();
  await follow(third.take);
  await until("all are there once more", () => third.taken.length === 7);
  assert.match(said.at(-1) ?? "", /is no cursor/);
});
