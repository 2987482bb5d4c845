import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { takeLock } from "#core/log/lock";
import { temporaryFolder, until } from "#core/platform/test";
import { createHeart, parseBeat, readBeat } from "./beat.ts";
import { endForGood } from "./end-process.ts";
import { markEnding, readEnding } from "./ending.ts";
import { defaultLimits, readLimits, writeLimits } from "./limits.ts";
import { findProcess, lookAt, ownIdentity, readSmallFile, replaceFile } from "./small/index.ts";
import { parseStat } from "./small/processes.ts";

const own = ownIdentity();
const said = { state: "healthy", loopLagMs: 1.5, sees: { mender: { pid: 7, seq: 3 } } } as const;

test("a beat is read as it was written; a process that was replaced writes to a file that nobody reads", (t) => {
  const path = join(temporaryFolder(t), "engine.beat");
  const old = createHeart(path, "engine", own, () => 1_000);
  old.beat(said);
  old.beat({ ...said, generation: 4 });
  const read = readBeat(path, "engine");
  assert.deepEqual([read?.seq, read?.generation, read?.sees, read?.process], [2, 4, said.sees, own]);
  assert.equal(readBeat(path, "mender"), undefined, "it is the beat of another role");
  const next = createHeart(path, "engine", { ...own, pid: 4_242 }, () => 2_000);
  next.beat(said);
  old.beat(said);
  assert.deepEqual([readBeat(path, "engine")?.process.pid, readBeat(path, "engine")?.seq], [4_242, 1]);
  old.stop();
  next.stop();
});

test("what is half written, cut off, a link to nowhere, a folder or a pipe is no beat, and nothing waits for it", async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, "engine.beat");
  const heart = createHeart(path, "engine", own, () => 1);
  heart.beat(said);
  heart.stop();
  const whole = readFileSync(path);
  for (let length = 0; length < 200; length += 7) {
    truncateSync(path, 0);
    writeFileSync(path, whole.subarray(0, length));
    assert.equal(readBeat(path, "engine"), undefined);
  }
  mkdirSync(join(folder, "a"));
  symlinkSync(join(folder, "nowhere"), join(folder, "b"));
  await once(spawn("mkfifo", [join(folder, "c")]), "exit");
  writeFileSync(join(folder, "d"), Buffer.alloc(1_000_000));
  for (const name of ["a", "b", "c", "d", "e"]) assert.equal(readBeat(join(folder, name), "engine"), undefined);
});

test("whatever stands in a beat, it is wholly a beat or none, and never names a process that nobody may signal", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      assert.equal(parseBeat(value), undefined);
    }),
  );
  const beat = { role: "engine", process: own, startedAt: 1, seq: 1, ...said, rssBytes: 1, at: 1 };
  assert.ok(parseBeat(beat));
  for (const pid of [0, 1, -1, -own.pid, 1.5, "7", null])
    assert.equal(parseBeat({ ...beat, process: { ...own, pid } }), undefined);
});

test("limits that make no sense are the defaults", (t) => {
  const path = join(temporaryFolder(t), "limits.json");
  assert.deepEqual(readLimits(path), defaultLimits);
  const limits = { silentAfterMs: 5_000, confirmForMs: 1_000, memoryLimitBytes: 200_000_000 };
  writeLimits(path, limits, assert.fail);
  assert.deepEqual(readLimits(path), limits);
  writeFileSync(path, JSON.stringify({ silentAfterMs: 1, confirmForMs: "soon", memoryLimitBytes: -1 }));
  assert.deepEqual(readLimits(path), defaultLimits);
});

test("a list may be long, a word of a healer may not; what a list is not wanted as is none", async (t) => {
  const path = join(temporaryFolder(t), "new", "critical.json");
  const list = Array.from({ length: 20_000 }, (_, index) => ({ index }));
  replaceFile(path, JSON.stringify(list));
  assert.deepEqual(
    readSmallFile(path, (value) => (Array.isArray(value) ? value : undefined)),
    list,
  );
  assert.equal(readBeat(path, "engine"), undefined);
  const refuse = (): never => {
    throw new Error("not this");
  };
  assert.equal(readSmallFile(path, refuse), undefined);
  await once(spawn("mkfifo", [`${path}.pipe`]), "exit");
  for (const name of [`${path}.pipe`, `${path}.none`])
    assert.equal(
      readSmallFile(name, () => "read"),
      undefined,
    );
  replaceFile(path, "[");
  assert.equal(
    readSmallFile(path, () => "read"),
    undefined,
  );
});

test("HEALER-07: limits that cannot be handed on end nobody, and those that stand there already are not written again", (t) => {
  const path = join(temporaryFolder(t), "limits.json");
  writeLimits(path, defaultLimits, assert.fail);
  const { ino } = statSync(path);
  writeLimits(path, defaultLimits, assert.fail);
  assert.equal(statSync(path).ino, ino, "the same file still");
  const said: string[] = [];
  writeLimits("/proc/limits.json", defaultLimits, (line) => said.push(line));
  assert.match(said.join("\n"), /could not be handed on/);
});

test("an end that was begun by a process that has died is no end", async (t) => {
  const path = join(temporaryFolder(t), "ending");
  markEnding(path, { process: own, reason: "a test", keepServices: true });
  assert.deepEqual(readEnding(path), { process: own, reason: "a test", keepServices: true });
  markEnding(path, { process: { ...own, startTicks: own.startTicks + 1 }, reason: "a test", keepServices: true });
  assert.equal(readEnding(path), undefined);
});

test("a role is held by one process, and free the moment that it dies, however it dies", async (t) => {
  const path = join(temporaryFolder(t), "engine.lock");
  const script = `import { takeLock } from ${JSON.stringify(import.meta.resolve("#core/log/lock"))};
    console.log(takeLock(${JSON.stringify(path)}).held); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  assert.equal(line.toString().trim(), "true");
  assert.deepEqual(takeLock(path), { held: false, by: child.pid });
  child.kill("SIGKILL");
  await once(child, "exit");
  const lock = takeLock(path);
  assert.equal(lock.held, true);
  if (lock.held) lock.release();
});

test("HEALER-03: what is ended for good is ended with its group, deaf or stopped; who has its pid by now is left alone", async (t) => {
  const deaf = `process.on("SIGTERM", () => {}); const { spawn } = require("node:child_process");
    console.log(spawn("sleep", ["1000"], { stdio: "ignore" }).pid); setInterval(() => {}, 1000);`;
  for (const isStopped of [false, true]) {
    const child = spawn(process.execPath, ["-e", deaf], { stdio: ["ignore", "pipe", "ignore"], detached: true });
    t.after(() => child.kill("SIGKILL"));
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const grandchild = lookAt(Number(line));
    const { pid = 0 } = child;
    const found = lookAt(pid);
    assert.ok(found && grandchild && found.session === pid && grandchild.group === pid);
    const other = { ...found.identity, startTicks: found.identity.startTicks - 1 };
    assert.equal(await endForGood(other, 100), true, "that one is gone already");
    assert.ok(findProcess(found.identity), "and the one that has its pid lives");
    if (isStopped) process.kill(pid, "SIGSTOP");
    assert.equal(await endForGood(found.identity, 100), true);
    await until("both are gone", () =>
      findProcess(found.identity) === undefined && findProcess(grandchild.identity) === undefined ? true : undefined,
    );
  }
  assert.equal(await endForGood(own), false, "nobody ends himself");
});

test("a stat line is read whatever the program is called", () => {
  const rest = "S 17 42 43 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 987654 1000 200";
  for (const name of ["sh", "a b", ") R 1 1 1 (", "x) Z 9 9 9\n("]) {
    const stat = parseStat(`4242 (${name}) ${rest}`, "b");
    assert.deepEqual(stat, {
      identity: { pid: 4_242, startTicks: 987_654, bootId: "b" },
      ...{ state: "S", group: 42, session: 43 },
    });
  }
  for (const broken of ["", "4242", "4242 (sh) S 17", "x (y) S 1 2"]) assert.equal(parseStat(broken, "b"), undefined);
});
