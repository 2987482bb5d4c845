// needs: mounts
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { until } from "#core/platform/test";
import { actionNamed, filesWith, openStage, targetWith } from "../../../../../test/support/actions.ts";
import { allLines, lineWriter, numbered, writing } from "../../../../../test/support/log-writing.ts";
import { fillTo, requireMounts, smallDisk } from "../../../../../test/support/small-disk.ts";

requireMounts(import.meta.filename);

const past = new Date("2026-01-02T03:04:05.678Z");

function rotating(t: TestContext, entry: Record<string, unknown>) {
  const stage = openStage(t);
  const action = actionNamed("logs.rotate");
  const target = targetWith(stage.supervisor, { logs: [entry] });
  const input = action.schema.parse({ logs: [entry] });
  const context = stage.context({ target });
  return {
    ...stage,
    context,
    run: (more = {}) => action.run(input, { ...context, ...more }),
    dry: () => action.dryRun(input, context),
  };
}

function folderIn(t: TestContext, name = "logs"): string {
  const folder = join(openStage(t).world, name);
  mkdirSync(folder);
  return folder;
}

function oldLog(folder: string, name: string, content: string | Buffer = "a line\n".repeat(1_000)): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  utimesSync(path, past, past);
  return path;
}

test("HOST-13: rotated ten times under a writer of 5,000 lines a second that opens its log anew, no line is lost, and none is there twice", async (t) => {
  const log = join(folderIn(t), "app.log");
  const writer = await writing(t, log);
  const { run } = rotating(t, { files: log, rotateAbove: "4kB", reopen: { pidFile: writer.pidFile } });
  for (let round = 0; round < 10; round++) {
    await writer.wrote(8_000);
    const result = await run();
    assert.ok(result.success, result.summary);
    assert.match(result.summary, /opened it anew within \d+ ms, and no line was lost/);
  }
  const last = await writer.end();
  assert.deepEqual(allLines(log), numbered(last));
});

test("HOST-13: the target's own service is told without a pid file, and none of its lines is lost", async (t) => {
  const stage = openStage(t);
  const log = join(stage.world, "app.log");
  const supervisor = stage.service([process.execPath, lineWriter, log, join(stage.world, "pid")]);
  const logs = [{ files: log, rotateAbove: "4kB", reopen: { signal: "SIGHUP" } }];
  const action = actionNamed("logs.rotate");
  assert.ok((await stage.services.start(supervisor)).success);
  await until("it writes", () => existsSync(log) && statSync(log).size > 8_000);
  const context = stage.context({ target: targetWith(supervisor, { logs }) });
  const result = await action.run(action.schema.parse({ logs }), context);
  assert.ok(result.success, result.summary);
  await stage.services.stop(supervisor, { signal: context.signal });
  assert.deepEqual(allLines(log), numbered(Number(readFileSync(`${log}.last`, "utf8"))));
});

test("HOST-14: a writer that does not open its log anew: the log is put back, and nothing is lost", async (t) => {
  const log = join(folderIn(t), "app.log");
  const writer = await writing(t, log, true);
  const { run } = rotating(t, { files: log, rotateAbove: "4kB", reopen: { pidFile: writer.pidFile, within: "200ms" } });
  await writer.wrote(8_000);
  const before = statSync(log).ino;
  const result = await run();
  assert.equal(result.success, false);
  assert.match(result.summary, /did not open its log anew within 200 ms; the log is where it was/);
  assert.equal(statSync(log).ino, before);
  const last = await writer.end();
  assert.deepEqual(allLines(log), numbered(last));
});

test("HOST-17: the pid file names another process than the writer, or none: nothing is touched", async (t) => {
  const log = join(folderIn(t), "app.log");
  const writer = await writing(t, log);
  const pidFile = `${log}.other`;
  for (const text of ["1", String(process.pid), "", "99999999"]) {
    writeFileSync(pidFile, text);
    const { run } = rotating(t, { files: log, rotateAbove: "1kB", reopen: { pidFile } });
    await writer.wrote(2_000);
    const before = statSync(log).ino;
    const result = await run();
    assert.equal(result.success, false, result.summary);
    assert.equal(statSync(log).ino, before);
  }
  const last = await writer.end();
  assert.deepEqual(allLines(log), numbered(last));
});

test("HOST-13: where the writer cannot be told, the log is copied and cut; the window is measured, and what is lost fits into it", async (t) => {
  // Here blocks cannot be taken off the front of a file.
  const log = join(smallDisk(t, 1_024), "app.log");
  const writer = await writing(t, log, true);
  const { run } = rotating(t, { files: log, rotateAbove: "4kB" });
  let windows = 0;
  for (let round = 0; round < 10; round++) {
    await writer.wrote(8_000);
    const result = await run();
    assert.ok(result.success, result.summary);
    windows += Number(/within (\d+) microseconds may be lost/.exec(result.summary)?.[1]);
  }
  const last = await writer.end();
  const lines = allLines(log);
  const lost = last - lines.length;
  t.diagnostic(`${lost} of ${last} lines lost; ${windows / 10} microseconds on average`);
  // The writer writes what is due each millisecond in a burst; a burst may fall into each window.
  const most = 10 + windows / 200;
  assert.ok(lost >= 0 && lost <= most, `${lost} of ${last} lines lost in windows of ${windows} microseconds`);
  assert.equal(new Set(lines).size, lines.length);
});

test("HOST-13: where the file system can take blocks off the front of a file, no line is lost though the writer cannot be told", async (t) => {
  const log = join(folderIn(t), "app.log");
  const writer = await writing(t, log, true);
  const { run } = rotating(t, { files: log, rotateAbove: "4kB" });
  let lossless = 0;
  for (let round = 0; round < 10; round++) {
    await writer.wrote(12_000);
    const result = await run();
    assert.ok(result.success, result.summary);
    if (/off its front, without losing a line/.test(result.summary)) lossless += 1;
    else assert.match(result.summary, /may be lost/);
  }
  const last = await writer.end();
  if (lossless === 10) assert.deepEqual(allLines(log), numbered(last));
});

test("HOST-14: what would leave a hole, or may not be cut, is left alone, and said", async (t) => {
  const log = join(folderIn(t), "app.log");
  const content = "a line\n".repeat(2_000);
  writeFileSync(log, content);
  // By this very process, which does not write at the end.
  const open = openSync(log, "r+");
  t.after(() => closeSync(open));
  const first = await rotating(t, { files: log, rotateAbove: "4kB" }).run();
  assert.match(first.summary, /would go on writing where it was, after a hole/);
  const second = await rotating(t, { files: log, rotateAbove: "4kB", copyTruncate: false }).run();
  assert.match(second.summary, /it may not be cut/);
  assert.equal(readFileSync(log, "utf8"), content);
});

test("HOST-14, HOST-17: names that are meant to mislead, links, pipes, holes: each is what it is, and the rest is done all the same", async (t) => {
  const folder = folderIn(t);
  const outside = join(folderIn(t, "elsewhere"), "secret.log");
  oldLog(join(outside, ".."), "secret.log", "secret\n");
  const odd = ["-rf .log", "new\nline.log", "$(id);`id`.log", "{a,b}*.log", "ü.log", "'\".log"].map((name) =>
    oldLog(folder, name),
  );
  symlinkSync(outside, join(folder, "link.log"));
  symlinkSync(join(outside, ".."), join(folder, "way"));
  execFileSync("/usr/bin/env", ["mkfifo", join(folder, "pipe.log")]);
  truncateSync(oldLog(folder, "holes.log"), 10e9);
  utimesSync(join(folder, "holes.log"), past, past);
  oldLog(folder, "done.log.gz");
  mkdirSync(join(folder, "folder.log"));
  const { run } = rotating(t, { files: [join(folder, "*.log*"), join(folder, "way", "secret.log")] });
  const result = await run();
  assert.ok(result.success, result.summary);
  assert.match(result.summary, /^6 logs rotated/);
  for (const why of [
    /link\.log \(it is a symbolic link\)/,
    /pipe\.log \(it is a socket, pipe or device\)/,
    /folder\.log \(it is a folder\)/,
    /holes\.log \(of its 10 GB it takes only .* on disk/,
    /way is a symbolic link/,
  ])
    assert.match(result.summary, why);
  assert.doesNotMatch(result.summary, /\n/, "what is in a name does not look like another line of the message");
  for (const path of odd) assert.equal(existsSync(path), false);
  assert.equal(readFileSync(outside, "utf8"), "secret\n");
  assert.equal(readdirSync(join(folder, ".archive")).length, odd.length);
});

test("HOST-14: a folder for the archive that is a link is not followed", async (t) => {
  const folder = folderIn(t);
  const elsewhere = folderIn(t, "elsewhere");
  symlinkSync(elsewhere, join(folder, ".archive"));
  const log = oldLog(folder, "app.log");
  const result = await rotating(t, { files: log }).run();
  assert.equal(result.success, false);
  assert.match(result.summary, /\.archive is a symbolic link/);
  assert.ok(existsSync(log));
  assert.deepEqual(readdirSync(elsewhere), []);
});

test("HOST-14: a log that goes or is replaced between the look and the work is left as it is", async (t) => {
  const folder = folderIn(t);
  const [gone, replaced, written] = ["gone.log", "replaced.log", "written.log"].map((name) => oldLog(folder, name));
  const { run, context } = rotating(t, { files: join(folder, "*.log") });
  let first = true;
  const files = filesWith(context.files, (method) => {
    if (method !== "archive" || !first) return;
    first = false;
    unlinkSync(gone ?? "");
    unlinkSync(replaced ?? "");
    oldLog(folder, "next.log");
    execFileSync("mv", [join(folder, "next.log"), replaced ?? ""]);
    appendFileSync(written ?? "", "one more\n");
  });
  const result = await run({ files });
  assert.match(result.summary, /gone\.log could not be done/);
  assert.match(result.summary, /replaced\.log could not be done: .* is another file/);
  assert.equal(existsSync(replaced ?? ""), true);
  const archived = readdirSync(join(folder, ".archive"));
  assert.deepEqual(
    archived.map((name) => name.split(".")[0]),
    ["written"],
  );
  assert.match(gunzipSync(readFileSync(join(folder, ".archive", archived[0] ?? ""))).toString(), /one more\n$/);
});

test("HOST-14: on a disk that is full to the last block, every log is as it was, and nothing is left beside", async (t) => {
  const disk = smallDisk(t, 1_024);
  // What does not compress, so that there is no room for it.
  const log = oldLog(disk, "app.log", Buffer.from(Array.from({ length: 1_000_000 }, (_, at) => (at * at * 7919) >> 5)));
  const content = readFileSync(log);
  mkdirSync(join(disk, ".archive"));
  fillTo(disk, 100);
  const result = await rotating(t, { files: join(disk, "*.log") }).run();
  assert.equal(result.success, false);
  assert.match(result.summary, /ENOSPC/);
  assert.deepEqual(readFileSync(log), content);
  assert.deepEqual(readdirSync(join(disk, ".archive")), []);
  unlinkSync(join(disk, "ballast"));
  assert.ok((await rotating(t, { files: join(disk, "*.log") }).run()).success);
  assert.equal(existsSync(log), false);
});

test("HOST-14: a name that is taken in the archive is not overwritten; the same content there already is enough", async (t) => {
  const folder = folderIn(t);
  const log = oldLog(folder, "app.log");
  const content = readFileSync(log);
  const first = await rotating(t, { files: log }).run();
  const archived = first.artifacts[0]?.name ?? "";
  oldLog(folder, "app.log", content);
  assert.ok(
    (await rotating(t, { files: log }).run()).success,
    "as after a run that died before it removed the original",
  );
  assert.deepEqual(readdirSync(folder), [".archive"]);
  oldLog(folder, "app.log", "something else\n");
  const third = await rotating(t, { files: log }).run();
  assert.match(third.summary, /is there already, and holds something else/);
  assert.deepEqual(gunzipSync(readFileSync(archived)), content);
  assert.equal(readFileSync(log, "utf8"), "something else\n");
});

test("HOST-15: told twice, it has nothing to do the second time", async (t) => {
  const folder = folderIn(t);
  oldLog(folder, "app.log");
  const { run, dry } = rotating(t, { files: join(folder, "*.log*") });
  assert.match(await dry(), /^Would compress/);
  assert.ok((await run()).success);
  assert.equal(await dry(), "Would rotate nothing: no log is old or large enough.");
  assert.match((await run()).summary, /^No log was rotated/);
});
