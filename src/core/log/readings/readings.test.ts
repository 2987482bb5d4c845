import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import type { Reading } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { openReadings, type Readings, type ReadingsOptions } from "./index.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

function open(t: TestContext, path: string, options: Partial<ReadingsOptions> = {}): Readings {
  const readings = openReadings({ path, clock: createTestClock(), ...options });
  t.after(() => readings.close());
  return readings;
}

function reading(takenAt: number, more: Partial<Reading> = {}): Reading {
  return { target: "web", probe: "http", takenAt, available: true, values: { status: 200 }, latencyMs: 1.5, ...more };
}

const times = (list: readonly Reading[]): number[] => list.map(({ takenAt }) => takenAt);

test("readings come back as they were, by target and probe and time, written or not", (t) => {
  const readings = open(t, join(temporaryFolder(t), "readings.db"));
  const bad = reading(200_000, { available: false, values: { serving: false }, error: "refused" });
  for (const one of [reading(100_000), bad, reading(150_000, { target: "db" }), reading(160_000, { probe: "tcp" })])
    readings.add(one);
  assert.deepEqual(readings.query({ target: "web", probe: "http" }), [reading(100_000), bad]);
  readings.flush();
  readings.add(reading(300_000));
  assert.deepEqual(readings.query({ target: "web", probe: "http" }), [reading(100_000), bad, reading(300_000)]);
  assert.deepEqual(times(readings.query({ target: "web", probe: "http", from: 100_001, to: 200_000 })), [200_000]);
  assert.deepEqual(times(readings.query({ target: "web", probe: "http", limit: 2 })), [200_000, 300_000]);
  assert.deepEqual(readings.query({ target: "nobody", probe: "http" }), []);
});

test("FACE-05: a long time is told by few readings: the newest of each part, as it was taken, and none where there was none", (t) => {
  const readings = open(t, join(temporaryFolder(t), "readings.db"));
  for (let at = 0; at < 600_000; at += 1_000) if (at < 200_000 || at >= 400_000) readings.add(reading(at));
  readings.flush();
  readings.add(reading(600_000));
  const of = (points: number) => times(readings.query({ target: "web", probe: "http", from: 0, to: 600_000, points }));
  assert.deepEqual(of(3), [199_000, 600_000], "by the minute; in the middle there was nothing");
  assert.deepEqual(of(6), [59_000, 199_000, 479_000, 600_000], "to the minute: a part may end within one");
  assert.deepEqual(of(60).slice(0, 2), [9_000, 19_000], "parts that are shorter than a minute");
  assert.equal(of(60).length, 40);
});

test("a batch is written when its time has come or when it is large", async (t) => {
  const path = join(temporaryFolder(t), "readings.db");
  const clock = createTestClock();
  const readings = open(t, path, { clock, batchRows: 10 });
  const outside = new DatabaseSync(path, { readOnly: true });
  t.after(() => outside.close());
  const written = () => outside.prepare("SELECT count(*) AS n FROM samples").get()?.n;
  for (let at = 0; at < 9; at++) readings.add(reading(at));
  assert.equal(written(), 0);
  readings.add(reading(9));
  assert.equal(written(), 10);
  readings.add(reading(10));
  await clock.advance(5_000);
  assert.equal(written(), 11);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("after a day one sample in five minutes remains, after a month none; each call does a bounded piece", (t) => {
  const readings = open(t, ":memory:");
  for (let at = 0; at < 60 * minuteMs; at += 1_000) readings.add(reading(at));
  readings.flush();
  assert.deepEqual(readings.prune(dayMs), { removed: 0, more: false });

  const first = readings.prune(dayMs + 41 * minuteMs);
  assert.deepEqual([first.removed, first.more], [2_040, true]);
  assert.deepEqual(readings.prune(dayMs + 41 * minuteMs), { removed: 420, more: false });
  const left = times(readings.query({ target: "web", probe: "http", limit: 10_000 }));
  assert.deepEqual(
    left.slice(0, 9),
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((slot) => slot * 300_000),
  );
  assert.equal(left.length, 9 + 19 * 60, "the younger ones are all there");
  assert.deepEqual(
    times(readings.query({ target: "web", probe: "http", from: 300_001, to: 900_000 })),
    [600_000, 900_000],
  );

  while (readings.prune(40 * dayMs).more);
  assert.deepEqual(readings.query({ target: "web", probe: "http" }), []);
});

test("while the disk takes nothing, a bounded number is held, the oldest go first, and what is held is written later", async (t) => {
  const path = join(temporaryFolder(t), "readings.db");
  const clock = createTestClock();
  const readings = open(t, path, { clock, batchRows: 10, bufferRows: 30, busyTimeoutMs: 0 });
  const intruder = new DatabaseSync(path);
  t.after(() => intruder.close());
  intruder.exec("BEGIN IMMEDIATE");
  for (let at = 0; at < 45; at++) readings.add(reading(at));
  const { dropped, error } = readings.trouble();
  assert.equal(dropped, 20);
  assert.match(String(error), /locked/);
  intruder.exec("ROLLBACK");
  await clock.advance(5_000);
  assert.deepEqual(readings.trouble(), { dropped: 20, error: undefined });
  assert.deepEqual(
    times(readings.query({ target: "web", probe: "http" })),
    Array.from({ length: 25 }, (_, index) => index + 20),
  );
});

test("a file that cannot be used is put aside and begun anew: readings are disposable", (t) => {
  const path = join(temporaryFolder(t), "readings.db");
  writeFileSync(path, "this is not a database, but a text of some length\n".repeat(30));
  const readings = open(t, path);
  readings.add(reading(1));
  readings.flush();
  assert.equal(readings.query({ target: "web", probe: "http" }).length, 1);
  assert.ok(existsSync(`${path}.broken`));
});

test("HOST-05: baselines come back in the next engine, in a file of an earlier version too; a broken row is learned anew", (t) => {
  const path = join(temporaryFolder(t), "readings.db");
  const earlier = openReadings({ path, clock: createTestClock() });
  earlier.close();
  const file = new DatabaseSync(path);
  file.exec("DROP TABLE baselines");
  file.close();
  const learned = {
    target: "web",
    probe: "http",
    signature: "a",
    samples: 42,
    level: 3.9,
    spread: 0.1,
    first: [],
    learnedAt: 7_000,
  };
  const young = { ...learned, probe: "tcp", samples: 2, level: null, spread: 0, first: [1.5, 2.5] };
  const first = openReadings({ path, clock: createTestClock() });
  first.keepBaselines([{ ...learned, samples: 41 }, young]);
  first.keepBaselines([learned]);
  first.close();
  const broken = new DatabaseSync(path);
  broken.exec("INSERT INTO baselines VALUES ('web', 'odd', 'a', 1, '{\"samples\":1,\"level\":\"x\",\"first\":[]}')");
  broken.close();
  const next = open(t, path);
  assert.deepEqual(next.baselines(), [learned, young]);
});
