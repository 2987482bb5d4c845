import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProbeAnswer } from "#core/model";
import { bad, good, pending, pollingOnTestClock, scriptedProbe, watched } from "../../../../test/support/polling.ts";

test("HOST-03: polls of a target never overlap, and slots missed behind a slow one are left out", async () => {
  let underWay = 0;
  let most = 0;
  const starts: number[] = [];
  const probe = scriptedProbe(async ({ clock }) => {
    most = Math.max(most, ++underWay);
    starts.push(clock.monotonic());
    await clock.sleep(2_300);
    underWay--;
    return good;
  });
  const { clock, polling, end } = pollingOnTestClock(probe);
  polling.start([watched("web", { everyMs: 1_000, deadlineMs: 5_000 })]);
  await clock.advance(60_000);
  assert.equal(most, 1);
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  assert.ok(Math.min(...gaps) > 2_800 && Math.max(...gaps) < 3_200, `every third slot: ${gaps.join(" ")}`);
  await end();
});

test("HOST-03: a thousand targets do not begin at once, and are jittered ever after", async () => {
  const starts = new Map<string, number[]>();
  const probe = scriptedProbe(async ({ clock }, target) => {
    starts.set(target.id, [...(starts.get(target.id) ?? []), clock.monotonic()]);
    return good;
  });
  const { clock, polling, end } = pollingOnTestClock(probe);
  polling.start(Array.from({ length: 1_000 }, (_, index) => watched(`t${index}`, { everyMs: 5_000 })));
  await clock.advance(60_000);
  const all = [...starts.values()];
  assert.equal(all.length, 1_000);
  for (const second of [0, 1, 2, 3, 4]) {
    const begun = all.filter(([first = -1]) => Math.floor(first / 1_000) === second).length;
    assert.ok(begun > 140 && begun < 260, `${begun} began in second ${second}`);
  }
  const gaps = all.flatMap((times) => times.slice(1).map((time, index) => time - (times[index] ?? 0)));
  assert.ok(gaps.every((gap) => gap >= 4_650 && gap <= 5_351));
  assert.ok(new Set(gaps.map((gap) => Math.round(gap / 100))).size >= 5, "gaps differ");
  const { polls, late, overdue } = polling.stats();
  assert.ok(polls > 11_000 && polls <= 12_500, `${polls}`);
  assert.deepEqual([late, overdue], [0, 0]);
  await end();
});

test("HOST-03: two watchers of the same source share one poll, and each gets its own reading", async () => {
  let polls = 0;
  const probe = scriptedProbe(
    async () => {
      polls++;
      return good;
    },
    { shareKey: () => "the same" },
  );
  const { clock, polling, readings, end } = pollingOnTestClock(probe);
  polling.start([watched("web"), watched("shop", { everyMs: 10_000 }), watched("other", { deadlineMs: 400 })]);
  await clock.advance(3_000);
  assert.equal(polling.stats().sources, 2, "another deadline is another question");
  const targets = readings.map(({ target }) => target);
  assert.equal(targets.filter((id) => id === "web").length, targets.filter((id) => id === "shop").length);
  assert.equal(targets.filter((id) => id !== "shop").length, polls);
  polling.update([watched("shop", { everyMs: 10_000 })]);
  const before = polls;
  await clock.advance(20_500);
  assert.ok(polls - before <= 4, "with the hurried one gone it goes at the pace of the other");
  assert.ok(readings.slice(targets.length).every(({ target }) => target === "shop"));
  await end();
});

test("HOST-04: suspicion polls at once and then at short intervals, until it is calm", async () => {
  let answer = good;
  const starts: number[] = [];
  const probe = scriptedProbe(async ({ clock }) => {
    starts.push(clock.monotonic());
    return answer;
  });
  const { clock, polling, end } = pollingOnTestClock(probe);
  polling.start([watched("web", { everyMs: 30_000 })]);
  await clock.advance(5_100);
  assert.equal(starts.length, 1);
  answer = bad;
  const from = clock.monotonic();
  polling.suspect("web");
  polling.suspect("web");
  await clock.advance(10_000);
  const since = starts.slice(1).map((start) => Math.round(start - from));
  assert.deepEqual(
    since.slice(0, 7),
    [0, 0, 250, 750, 1_750, 3_750, 5_750],
    "at once, once more after the first bad one, then growing",
  );
  polling.calm("web");
  const polls = starts.length;
  await clock.advance(10_000);
  assert.equal(starts.length, polls);
  await clock.advance(40_000);
  assert.ok(starts.length > polls, "and then as usual");
  await end();
});

test("HOST-04: a short interval is not made longer by suspicion, and a first bad reading is looked into at once", async () => {
  const starts: number[] = [];
  const answers = [good, bad, good, good];
  const probe = scriptedProbe(async ({ clock }) => {
    starts.push(clock.monotonic());
    return answers.shift() ?? good;
  });
  const { clock, polling, end } = pollingOnTestClock(probe);
  polling.start([watched("web", { everyMs: 100, deadlineMs: 100 })]);
  await clock.advance(1_000);
  const gaps = starts.slice(1, 4).map((start, index) => Math.round(start - (starts[index] ?? 0)));
  assert.ok((gaps[0] ?? 0) > 90 && gaps[1] === 0 && (gaps[2] ?? 0) > 90, gaps.join(" "));
  const from = starts.length;
  polling.suspect("web");
  await clock.advance(1_000);
  assert.ok(starts.length - from >= 9);
  await end();
});

test("an answer is never older than the question", async () => {
  const polls: { startedAt: number; answer: ReturnType<typeof pending<ProbeAnswer>> }[] = [];
  const probe = scriptedProbe(({ clock }) => {
    const answer = pending<ProbeAnswer>();
    polls.push({ startedAt: clock.monotonic(), answer });
    return answer.promise;
  });
  const { clock, polling, end } = pollingOnTestClock(probe);
  polling.start([watched("web", { everyMs: 10_000, deadlineMs: 10_000 })]);
  polling.suspect("web");
  await clock.advance(100);
  const asked = [polling.probeNow("web"), polling.probeNow("web", "scripted")];
  polls[0]?.answer.resolve({ available: true, values: { number: 1 } });
  await clock.advance(100);
  assert.equal(polls.length, 2, "one more poll, for both questions");
  polls[1]?.answer.resolve({ available: true, values: { number: 2 } });
  const numbers = (await Promise.all(asked)).map(([reading]) => reading?.values.number);
  assert.deepEqual(numbers, [2, 2]);
  assert.deepEqual(await polling.probeNow("nobody"), []);
  assert.deepEqual(await polling.probeNow("web", "nothing"), []);
  await end();
});

test("an older request that nobody waits for is given up for a fresh one", async () => {
  const signals: AbortSignal[] = [];
  const probe = scriptedProbe(
    ({ signal }) => {
      signals.push(signal);
      return signals.length === 1 ? new Promise(() => undefined) : Promise.resolve(good);
    },
    { asksProcess: true },
  );
  const { clock, polling, readings, end } = pollingOnTestClock(probe);
  polling.start([watched("web")]);
  polling.suspect("web");
  await clock.advance(100);
  const fresh = polling.probeNow("web");
  await clock.advance(0);
  assert.equal((await fresh)[0]?.available, true);
  assert.deepEqual([signals.length, signals[0]?.aborted, readings.length], [2, true, 1]);
  await end();
});

test("a step of the wall clock neither stalls polls nor makes a storm of them", async () => {
  const probe = scriptedProbe(async () => good);
  const { clock, polling, readings, end } = pollingOnTestClock(probe);
  polling.start([watched("web")]);
  await clock.advance(5_000);
  for (const stepMs of [86_400_000, -2 * 86_400_000]) {
    clock.stepWallClock(stepMs);
    const before = readings.length;
    await clock.advance(10_000);
    const count = readings.length - before;
    assert.ok(count >= 9 && count <= 11, `${count} polls in ten seconds`);
  }
  await end();
});

test("a reload touches only what has changed", async () => {
  const starts: string[] = [];
  const signals = new Map<string, AbortSignal>();
  const probe = scriptedProbe(({ signal }, target) => {
    starts.push(target.id);
    signals.set(target.id, signal);
    return new Promise(() => undefined);
  });
  const { clock, polling, readings, end } = pollingOnTestClock(probe);
  const slow = { everyMs: 10_000, deadlineMs: 10_000 };
  polling.start([watched("kept", slow), watched("changed", slow), watched("gone", slow)]);
  for (const id of ["kept", "changed", "gone"]) polling.suspect(id);
  const answer = polling.probeNow("gone");
  await clock.advance(1_000);
  polling.update([
    { ...watched("kept", slow), owner: "somebody" },
    watched("changed", { ...slow, deadlineMs: 2_000 }),
    watched("new", slow),
  ]);
  assert.deepEqual(
    ["kept", "changed", "gone"].map((id) => signals.get(id)?.aborted),
    [false, true, true],
  );
  const [last] = await answer;
  assert.deepEqual([last?.available, last?.error], [false, "it is not watched any more"]);
  await clock.advance(15_000);
  assert.ok(!readings.some(({ target }) => target === "gone"));
  assert.equal(readings.find(({ target }) => target === "kept")?.at, 10_000, "its poll went on");
  assert.ok(starts.includes("new"));
  await end();
  const count = readings.length;
  await clock.advance(60_000);
  assert.equal(readings.length, count, "nothing comes after the end");
});

test("a probe that does not exist is said, not passed over", async () => {
  const { clock, polling, readings, end } = pollingOnTestClock();
  polling.start([watched("web", { kind: "nosuch" })]);
  await clock.advance(1_100);
  assert.equal(readings[0]?.available, false);
  assert.match(readings[0]?.error ?? "", /no probe named "nosuch"/);
  await end();
});
