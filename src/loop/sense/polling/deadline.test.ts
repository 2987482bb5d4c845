import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProbeAnswer } from "#core/model";
import { good, pending, pollingOnTestClock, scriptedProbe, watched } from "../../../../test/support/polling.ts";

const misbehaviour: Readonly<Record<string, (signal: AbortSignal) => Promise<ProbeAnswer>>> = {
  "never resolves": () => new Promise(() => undefined),
  "throws at once": () => {
    throw new Error("it broke");
  },
  rejects: () => Promise.reject(new Error("it broke")),
  "rejects without an error": () => Promise.reject(undefined),
  "answers with nothing": async () => undefined as unknown as ProbeAnswer,
  "answers with something else": async () => ({ healthy: true }) as unknown as ProbeAnswer,
  "has values that are none": async () => ({ available: true, values: { list: [1] } }) as unknown as ProbeAnswer,
  "says neither yes nor why not": async () => ({ available: false, values: {} }),
  "resolves only when told to stop": (signal) =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve(good))),
};

for (const [what, poll] of Object.entries(misbehaviour)) {
  for (const asksProcess of [false, true]) {
    test(`HOST-01: a probe that ${what}${asksProcess ? " (asking a process)" : ""} gives one reading without an answer, by its deadline, with a reason`, async () => {
      let polls = 0;
      const begin = (signal: AbortSignal): Promise<ProbeAnswer> => {
        polls++;
        return poll(signal);
      };
      const probe = scriptedProbe(({ signal }) => begin(signal), { silence: { serving: false }, asksProcess });
      const { clock, polling, readings, end } = pollingOnTestClock(probe);
      polling.start([watched("web", { everyMs: 60_000, deadlineMs: 5_000 })]);
      const asked = clock.monotonic();
      const fresh = polling.probeNow("web");
      await clock.advance(5_000);
      const [reading] = await fresh;
      assert.equal(reading?.available, false);
      assert.match(reading?.error ?? "", /\w{4,}/);
      const said = what === "says neither yes nor why not" ? {} : { serving: false };
      assert.deepEqual(reading?.values, said);
      assert.equal(readings.length, polls - polling.stats().inFlight, "one reading for each poll");
      assert.ok((readings[0]?.at ?? Number.NaN) - asked <= 5_000);
      await end();
      assert.equal(clock.waiting, 0, "no timer is left");
    });
  }
}

test("HOST-01: a late answer is dropped, and the next poll waits until the old one has ended", async () => {
  const first = pending<ProbeAnswer>();
  let polls = 0;
  const probe = scriptedProbe(() => (polls++ === 0 ? first.promise : Promise.resolve(good)));
  const { clock, polling, readings, end } = pollingOnTestClock(probe);
  polling.start([watched("web")]);
  await polling.suspect("web");
  await clock.advance(500);
  assert.deepEqual(
    readings.map(({ available, error }) => [available, error]),
    [[false, "no answer within 500ms"]],
  );
  await clock.advance(300);
  assert.equal(polls, 1, "it has been told to stop, and has not done so yet");
  first.resolve({ available: true, values: { serving: true, old: true } });
  await clock.advance(0);
  assert.equal(polls, 2, "after a bad reading it is polled again at once");
  assert.deepEqual(
    readings.map(({ values }) => values),
    [{}, { serving: true }],
  );
  await end();
});

test("HOST-01: one that never ends does not silence its target", async () => {
  let polls = 0;
  const probe = scriptedProbe(() => (polls++ === 0 ? new Promise(() => undefined) : Promise.resolve(good)));
  const { clock, polling, readings, end } = pollingOnTestClock(probe);
  polling.start([watched("web")]);
  await clock.advance(6_000);
  assert.equal(readings[0]?.available, false);
  assert.ok(readings.length >= 3 && readings.slice(1).every(({ available }) => available));
  await end();
});

test("a good answer soon after the deadline tells slow from hung; a later one tells nothing", async () => {
  for (const [afterMs, heard] of [
    [800, true],
    [1_100, false],
  ] as const) {
    let polls = 0;
    const probe = scriptedProbe(
      ({ clock }) => (polls++ === 0 ? clock.sleep(afterMs).then(() => good) : new Promise(() => undefined)),
      { asksProcess: true, silence: { serving: false } },
    );
    const { clock, polling, readings, end } = pollingOnTestClock(probe);
    polling.start([watched("web")]);
    polling.suspect("web");
    await clock.advance(1_200);
    const slow = readings.filter(({ values }) => values.slow === true);
    assert.equal(slow.length, heard ? 1 : 0);
    if (heard) assert.deepEqual([slow[0]?.at, slow[0]?.latencyMs, slow[0]?.available], [800, 800, true]);
    await end();
  }
});
