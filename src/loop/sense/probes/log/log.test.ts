import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { createTestClock, temporaryFolder, workedMs } from "../../../../core/platform/test/index.ts";
import { isRotatedFrom } from "./rotation.ts";

test("HOST-02: log: what rotating leaves behind is told from other names", () => {
  const rotated = [
    "app.log.1",
    "app.log.2.gz",
    "app.log-20260101",
    "app.log-20260101.zst",
    "app.log.2026-01-01T10:00",
    "app.log.old",
  ];
  const rotatedInTheMiddle = ["app.1.log", "app-20260101.log", "app.2026-01-01.log.gz"];
  for (const name of [...rotated, ...rotatedInTheMiddle]) assert.ok(isRotatedFrom(name, "app.log"), name);
  for (const name of [
    "app.log",
    "app.log.lock",
    "app.log.pid",
    "app.logs",
    "other.log.1",
    "app-error.log",
    "app.log.swp",
  ])
    assert.equal(isRotatedFrom(name, "app.log"), false, name);
});

test("HOST-02: log: the lines that tell of errors are counted from where the last look ended, through truncation and rotation", async (t) => {
  const log = join(temporaryFolder(t), "app.log");
  const clock = createTestClock();
  const { poll } = onePoll(t, "log", { clock });
  const look = async () => {
    await clock.advance(60_000);
    const { values } = await poll({ path: log, errors: "(ERROR|FATAL)" });
    return [values.newLines, values.errorLines, values.errorLinesPerMinute];
  };
  writeFileSync(log, "ERROR of long ago\n");
  assert.deepEqual(await look(), [undefined, undefined, undefined], "of before the first look nothing is known");
  appendFileSync(log, "INFO fine\nERROR one\nFATAL two\nERROR half of a li");
  assert.deepEqual(await look(), [3, 2, 2]);
  appendFileSync(log, "ne\n");
  assert.deepEqual(await look(), [1, 1, 1], "a line is counted once, when it is whole");
  assert.deepEqual(await look(), [0, 0, 0]);
  truncateSync(log);
  appendFileSync(log, "ERROR after the cut\n");
  assert.deepEqual(await look(), [1, 1, 1]);
  renameSync(log, `${log}.1`);
  writeFileSync(log, "ERROR in the new one, which is longer than the old one was when it was looked at\n");
  assert.deepEqual(await look(), [1, 1, 1]);
});

test("HOST-02: log: of what was added no more is read than allowed, the newest; what was passed over is said", async (t) => {
  const log = join(temporaryFolder(t), "app.log");
  writeFileSync(log, "");
  const { poll } = onePoll(t, "log");
  await poll({ path: log, errors: "ERROR", maxRead: "64KiB" });
  appendFileSync(log, "ERROR early\n".repeat(100_000));
  appendFileSync(log, `${"x".repeat(40_000)} one long line\nERROR last\n`);
  const { values } = await poll({ path: log, errors: "ERROR", maxRead: "64KiB" });
  assert.ok(Number(values.skippedBytes) > 1_000_000);
  assert.ok(Number(values.newLines) > 1_000 && Number(values.newLines) < 65_536 / 12);
  assert.equal(Number(values.newLines) - Number(values.errorLines), 1);
  const after = await poll({ path: log, errors: "ERROR", maxRead: "64KiB" });
  assert.equal(after.values.newLines, 0);
});

test("HOST-02: log: a pattern made to hang takes linear time, and leaves others their turn", async (t) => {
  const log = join(temporaryFolder(t), "app.log");
  writeFileSync(log, "");
  const { poll } = onePoll(t, "log");
  const options = { path: log, errors: "(a|aa)+(b|bb)*$c" };
  await poll(options);
  writeFileSync(log, `${"a".repeat(4_000)}\n`.repeat(60));
  let longestMs = 0;
  let before = workedMs();
  const beat = setInterval(() => {
    longestMs = Math.max(longestMs, workedMs() - before);
    before = workedMs();
  }, 1);
  t.after(() => clearInterval(beat));
  assert.equal((await poll(options)).values.newLines, 60);
  assert.ok(longestMs < 250, `${longestMs} ms`);
});

test("HOST-05: log: rotated is what has rotated siblings, or has gone back; what Chiron put away does not count", async (t) => {
  const folder = temporaryFolder(t);
  const log = join(folder, "app.log");
  writeFileSync(log, "x".repeat(100_000));
  const { poll } = onePoll(t, "log");
  const rotates = async (probe = poll) => (await probe({ path: log })).values.rotates;
  assert.equal(await rotates(), false);
  writeFileSync(`${log}.1`, "x");
  const longAgo = new Date(Date.now() - 40 * 86_400_000);
  utimesSync(`${log}.1`, longAgo, longAgo);
  assert.equal(await rotates(), false, "of longer ago");
  const stamp = new Date(Date.now() + 1_000).toISOString().replaceAll(/[-:.]/g, "");
  mkdirSync(join(folder, ".archive"));
  writeFileSync(join(folder, ".archive", `app.log.${stamp}.gz`), "");
  renameSync(log, join(folder, "set-aside"));
  writeFileSync(log, "x");
  assert.equal(await rotates(), false, "it was Chiron");
  const { poll: other } = onePoll(t, "log");
  writeFileSync(log, "xxx");
  await rotates(other);
  writeFileSync(join(folder, ".archive", `app.log.${stamp}.gz`), "");
  renameSync(join(folder, ".archive"), join(folder, "away"));
  truncateSync(log, 1);
  assert.equal(await rotates(other), true, "it became shorter");
  assert.equal(await rotates(other), true, "and is known to, from then on");
});

test("HOST-05: log: of a pattern only current logs count, links once, holes not, and no more than allowed", async (t) => {
  const folder = temporaryFolder(t);
  for (const name of ["a.log", "b.log", "b.1.log"]) writeFileSync(join(folder, name), "x".repeat(100_000));
  writeFileSync(join(folder, "holes.log"), "x");
  truncateSync(join(folder, "holes.log"), 10e9);
  symlinkSync("a.log", join(folder, "current.log"));
  mkdirSync(join(folder, "folder.log"));
  const pattern = join(folder, "*.log");
  const { values } = await onePoll(t, "log").poll({ path: pattern });
  assert.equal(values.files, 3);
  assert.ok(Number(values.largestBytes) >= 100_000 && Number(values.largestBytes) < 110_000);
  assert.ok(Number(values.sizeBytes) < 300_000);
  assert.equal(values.rotates, false, "a.log does not");
  assert.equal("truncated" in values, false);
  const few = await onePoll(t, "log").poll({ path: pattern, maxFiles: 2 });
  assert.equal(few.values.truncated, true);
  const none = await onePoll(t, "log").poll({ path: join(folder, "none*.log") });
  assert.deepEqual([none.available, none.values.exists, none.values.unrotatedBytes], [true, false, 0]);
});
