import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { aReading, aRule, aTarget } from "../../../test/support/model.ts";
import { createSeededRandom } from "../../core/platform/test/index.ts";
import { chanceFactorOf, type Level, learn, leastSamples, nothingLearned } from "./baseline.ts";
import { createBaselines, createDetector } from "./index.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const ms = ({ level }: Level) => (level === null ? Number.NaN : Math.exp(level));

/** Readings once a minute, each given by its number. */
function learnFrom(count: number, latency: (index: number) => number, start = nothingLearned): Level {
  let level = start;
  for (let index = 0; index < count; index++) level = learn(level, latency(index), level.learnedAt + minute);
  return level;
}

test("HOST-05: nothing is said before there are enough readings; then it is their median", () => {
  assert.equal(learnFrom(leastSamples - 1, () => 50).level, null);
  const noisy = learnFrom(leastSamples, (index) => (index % 5 === 0 ? 5_000 : 50));
  assert.ok(Math.abs(ms(noisy) - 50) < 1e-9, "a fifth of it outliers");
});

test("HOST-05: one reading in ten a hundred times as slow, for a week: the baseline stays", () => {
  const random = createSeededRandom(7);
  const level = learnFrom(7 * 24 * 60, () => 50 * (0.9 + 0.2 * random.next()) * (random.next() < 0.1 ? 100 : 1));
  assert.ok(ms(level) > 49 && ms(level) < 53, String(ms(level)));
});

test("HOST-05: a leak is not learned as normal: it is found long before the service is twice as slow", () => {
  const steady = learnFrom(1_000, () => 50);
  for (const perDay of [0.05, 0.2, 1]) {
    let level = steady;
    let latencyMs = 50;
    while (latencyMs <= 1.2 * ms(level)) {
      latencyMs *= (1 + perDay) ** (1 / 1_440);
      level = learn(level, latencyMs, level.learnedAt + minute);
      assert.ok(latencyMs < 100, `${perDay * 100} % a day`);
    }
  }
});

test("HOST-05: what lasts becomes normal, after weeks and not after hours", () => {
  const steady = learnFrom(1_000, () => 50);
  assert.ok(ms(learnFrom(24 * 60, () => 100, steady)) < 52);
  assert.ok(ms(learnFrom(60 * 24 * 60, () => 100, steady)) > 90);
});

test("HOST-05: neither a pause nor a step of the wall clock gives one reading the weight of many", () => {
  const steady = learnFrom(1_000, () => 50);
  for (const at of [steady.learnedAt + 365 * day, steady.learnedAt - 365 * day]) {
    const stepped = learn(steady, 5_000, at);
    assert.ok(ms(stepped) < 50.02);
    assert.ok(ms(learn(stepped, 5_000, stepped.learnedAt + minute)) < 50.03);
  }
});

test("HOST-05: whatever comes, the baseline lies among what was seen", () => {
  const latency = fc.double({ min: 0, max: 1e7, noNaN: true });
  const gap = fc.double({ min: -day, max: day, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(latency, gap), { minLength: leastSamples, maxLength: 300 }), (list) => {
      let level = nothingLearned;
      for (const [latencyMs, gapMs] of list) level = learn(level, latencyMs, level.learnedAt + gapMs);
      const seen = list.map(([latencyMs]) => Math.max(0.05, latencyMs));
      assert.ok(ms(level) >= Math.min(...seen) * 0.999 && ms(level) <= Math.max(...seen) * 1.001);
      assert.equal(level.samples, list.length);
    }),
  );
});

const rule = aRule({
  type: "latency_degraded",
  probes: ["http"],
  when: "baseline.recentMs > 1.2 * baseline.latencyMs",
  clear: { readings: 1, every: "0" },
});

function watch(kept: Parameters<typeof createBaselines>[0] = []) {
  const baselines = createBaselines(kept);
  const detector = createDetector([rule], new Map(), baselines);
  let now = 0;
  const see = (
    latencyMs: number,
    values: Record<string, boolean> = { serving: true },
    startedAt: number | null = null,
  ) => {
    now += 30_000;
    const reading = aReading({ latencyMs, ...values }, { probe: "http", takenAt: now });
    return detector.observe(aTarget(), reading, now, { startedAt }).map(({ kind }) => kind);
  };
  return { baselines, detector, see };
}

test("HOST-05: a rule speaks of the baseline: one slow answer is none, most of the last nine are; and it clears", () => {
  const { see, detector } = watch();
  for (let count = 0; count < leastSamples + 9; count++) assert.deepEqual(see(50), []);
  assert.deepEqual(see(500), []);
  assert.equal(detector.baseline("web", "http")?.samples, leastSamples + 10);
  for (let count = 0; count < 3; count++) assert.deepEqual(see(500), []);
  assert.deepEqual(see(500), ["raised"]);
  for (let count = 0; count < 4; count++) see(50);
  assert.deepEqual(see(50), ["cleared"]);
});

test("HOST-05: while too little is known, nothing is said, however slow it is", () => {
  const { see, detector } = watch();
  for (let count = 0; count < leastSamples - 1; count++) assert.deepEqual(see(10 ** (count % 6)), []);
  assert.equal(detector.baseline("web", "http"), undefined);
  assert.equal(detector.health(aTarget()), "unknown");
});

test("HOST-05: bad answers, missing ones and those of a service that warms up are not learned from", () => {
  const { see, detector } = watch();
  for (let count = 0; count < 100; count++) {
    see(5_000, { serving: false });
    see(5_000, { serving: true }, 30_000 * 1_000);
  }
  assert.equal(detector.baseline("web", "http"), undefined);
});

test("HOST-05: what was learned goes on in the next detector, unless another question is asked", () => {
  const { see, baselines } = watch();
  for (let count = 0; count < 40; count++) see(50);
  const kept = JSON.parse(JSON.stringify(baselines.takeChanged()));
  assert.deepEqual(baselines.takeChanged(), [], "told once");
  const next = watch(kept);
  for (let count = 0; count < 4; count++) assert.deepEqual(next.see(500), []);
  assert.deepEqual(next.see(500), ["raised"]);
  const other = watch(kept.map((one: object) => ({ ...one, signature: "another" })));
  for (let count = 0; count < 10; count++) assert.deepEqual(other.see(500), []);
});

test("HOST-05: where answers take now 5 and now 65 ms, a few slow ones in a row are chance; where all take the same, nothing is", () => {
  const random = createSeededRandom(11);
  const wide = learnFrom(3_000, () => 5 + 60 * random.next() ** 2);
  const factor = chanceFactorOf(wide, 9);
  assert.ok(factor > 2 && factor < 8, String(factor));
  assert.equal(
    chanceFactorOf(
      learnFrom(100, () => 50),
      9,
    ),
    1,
  );
  const narrow = chanceFactorOf(
    learnFrom(3_000, () => 50 * (0.9 + 0.2 * random.next())),
    9,
  );
  assert.ok(narrow < 1.2, String(narrow));
});
