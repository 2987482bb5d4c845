import assert from "node:assert/strict";
import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { createTestClock, temporaryFolder } from "../../../../core/platform/test/index.ts";
import { readTimestamp } from "../timestamp.ts";
import { ageOf } from "./age.ts";

test("HOST-02: file: its age, also behind a link; that it is not there is an answer", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "signal.json");
  writeFileSync(path, "{}");
  const then = new Date(Date.now() - 400_000);
  utimesSync(path, then, then);
  symlinkSync(path, join(folder, "current"));
  const { poll } = onePoll(t, "file");
  for (const name of ["signal.json", "current"]) {
    const { available, values } = await poll({ path: join(folder, name) });
    assert.deepEqual([available, values.exists, values.sizeBytes], [true, true, 2]);
    assert.ok(Number(values.ageMs) >= 399_000 && Number(values.ageMs) < 460_000);
  }
  const missing = await poll({ path: join(folder, "missing") });
  assert.deepEqual([missing.available, missing.values], [true, { exists: false }]);
});

test("HOST-02: file: a timestamp inside of it; one that cannot be read gives no age", async (t) => {
  const path = join(temporaryFolder(t), "signal.json");
  const { poll } = onePoll(t, "file");
  const then = Date.now() - 90_000;
  const readable = [then, then / 1_000, String(Math.round(then / 1_000)), new Date(then).toISOString()];
  for (const time of readable) {
    writeFileSync(path, JSON.stringify({ jobs: [{ at: time }] }));
    const { available, values } = await poll({ path, json: "/jobs/0/at" });
    assert.equal(available, true);
    assert.ok(Number(values.ageMs) >= 89_000 && Number(values.ageMs) < 150_000, `${time}: ${values.ageMs}`);
  }
  const unreadable = ["yesterday", "", 0, -1, null, true, {}, "2026", "12345"].map((at) =>
    JSON.stringify({ jobs: [{ at }] }),
  );
  for (const content of [
    ...unreadable,
    '{"jobs": [',
    "",
    '{"jobs": []}',
    '{"jobs": [{"at": {"length": 1700000000}}]}',
  ]) {
    writeFileSync(path, content);
    const answer = await poll({ path, json: "/jobs/0/at" });
    assert.deepEqual([answer.available, "ageMs" in answer.values, answer.values.exists], [false, false, true], content);
    assert.match(answer.error ?? "", /no timestamp at "\/jobs\/0\/at"/);
  }
  writeFileSync(path, JSON.stringify({ jobs: [{ at: Date.now() + 7_200_000 }] }));
  const ahead = await poll({ path, json: "/jobs/0/at" });
  assert.deepEqual([ahead.available, ahead.error], [false, "its time lies 2h in the future"]);
});

test("times are read as programs write them", () => {
  const expected = Date.UTC(2026, 1, 3, 4, 5, 6, 700);
  const written = [
    "2026-02-03T04:05:06.700Z",
    "2026-02-03 04:05:06.700",
    "2026-02-03T04:05:06,700+00:00",
    "2026-02-03T05:35:06.700+0130",
    "2026-02-03 02:05:06.700 -02",
    " 2026-02-03t04:05:06.700z ",
    expected,
    expected / 1_000,
  ];
  for (const text of written) assert.equal(readTimestamp(text), expected, String(text));
  for (const text of ["2026-02-03", "2026-13-03T04:05:06Z", "03/02/2026 04:05", "now", Number.NaN])
    assert.equal(readTimestamp(text), undefined, String(text));
});

test("file: a wall clock that is set makes nothing older, and a new time that is an old one stays old", async () => {
  const clock = createTestClock();
  const memory = new Map<string, unknown>();
  const age = (time: number) => ageOf(time, { clock, memory });
  const written = clock.now() - 10_000;
  assert.equal(age(written), 10_000);
  clock.stepWallClock(3_600_000);
  await clock.advance(60_000);
  assert.equal(age(written), 70_000, "set forward: it is the same file still");
  const renewed = clock.now();
  clock.stepWallClock(3_600_000);
  await clock.advance(60_000);
  assert.equal(age(renewed), 60_000, "renewed just before the clock was set again: no older than the last look");
  clock.stepWallClock(-7_200_000);
  await clock.advance(60_000);
  assert.equal(age(renewed), 120_000, "set back");
  assert.equal(age(clock.now() - 900_000), 900_000, "another time, which is not new at all");
});
