import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { pidOfChild } from "#core/platform/test";
import { actionNamed, openStage, targetWith } from "../../../../../test/support/actions.ts";
import { allLines, numbered, writing } from "../../../../../test/support/log-writing.ts";

const program = fileURLToPath(new URL("../../../../../test/support/die-in-the-middle.main.ts", import.meta.url));
const past = new Date("2026-01-02T03:04:05.678Z");
const mostCalls = 30;
const never = 1_000;

function scene(t: TestContext, entry: (folder: string) => Record<string, unknown>) {
  const stage = openStage(t);
  const folder = join(stage.world, "logs");
  mkdirSync(folder);
  const logs = [entry(folder)];
  const action = actionNamed("logs.rotate");
  const context = stage.context({ target: targetWith(stage.supervisor, { logs }) });
  const input = action.schema.parse({ logs });
  /** In a process of its own. Killed before its call of that number on files, or with its children after so long. */
  const inProcess = async (killed: { dieAt: number; afterMs?: number; as?: number }): Promise<boolean> => {
    const { target, effect, scratch } = context;
    const order = JSON.stringify({ action: "logs.rotate", input, target, effect, scratch, dieAt: killed.dieAt });
    const child = spawn(process.execPath, [program, order], {
      stdio: ["ignore", "ignore", "inherit"],
      detached: true,
      ...(killed.as === undefined ? {} : { uid: killed.as, gid: killed.as }),
    });
    const exit = once(child, "exit");
    if (killed.afterMs !== undefined) {
      await Promise.race([exit, sleep(killed.afterMs)]);
      if (child.exitCode === null) process.kill(-pidOfChild(child), "SIGKILL");
    }
    const [code] = (await exit) as [number | null];
    return code === 0;
  };
  return { folder, inProcess, run: () => action.run(input, context) };
}

/** Of a log that is put away: the old, the new, or both; never neither, never half. */
function assertWhole(folder: string, name: string, content: string): void {
  const archive = join(folder, ".archive");
  const archived = (existsSync(archive) ? readdirSync(archive) : []).filter((one) => one.startsWith(name));
  for (const one of archived) assert.equal(gunzipSync(readFileSync(join(archive, one))).toString(), content);
  if (existsSync(join(folder, name))) assert.equal(readFileSync(join(folder, name), "utf8"), content);
  else assert.equal(archived.length, 1);
}

test("HOST-14, HOST-12: logs.rotate: killed by SIGKILL before any of its steps, no line is lost, and repeated it comes to its end", async (t) => {
  let finished = false;
  for (let dieAt = 1; !finished && dieAt <= mostCalls; dieAt++) {
    const { folder, inProcess, run } = scene(t, (logs) => ({
      files: join(logs, "*.log"),
      rotateAbove: "2kB",
      reopen: { pidFile: join(logs, "app.log.pid") },
    }));
    const log = join(folder, "app.log");
    const writer = await writing(t, log);
    await writer.wrote(4_000);
    finished = await inProcess({ dieAt });
    const result = await run();
    assert.ok(result.success, result.summary);
    const last = await writer.end();
    assert.deepEqual(allLines(log), numbered(last), `killed before call ${dieAt}`);
    const left = readdirSync(join(folder, ".archive")).filter((name) => !name.endsWith("Z.gz"));
    assert.deepEqual(left, [], `killed before call ${dieAt}`);
  }
  assert.ok(finished);
});

test("HOST-14, HOST-12: logs.rotate: killed with its child at any time while it compresses, the old or the new is there, whole", async (t) => {
  const content = Array.from({ length: 400_000 }, (_, at) => `${at} ${(at * 7_919) % 100_003} a line of a log\n`).join(
    "",
  );
  const names = ["a.log", "b.log", "c.log"];
  const { folder, inProcess, run } = scene(t, (logs) => ({ files: join(logs, "*.log") }));
  for (const name of names) {
    writeFileSync(join(folder, name), content);
    utimesSync(join(folder, name), past, past);
  }
  let finished = false;
  // In larger and larger steps: on a busy machine it may take long.
  for (let afterMs = 150; !finished; afterMs = Math.ceil(afterMs * 1.25)) {
    finished = await inProcess({ dieAt: never, afterMs });
    for (const name of names) assertWhole(folder, name, content);
  }
  assert.ok((await run()).success);
  assert.deepEqual(readdirSync(folder), [".archive"]);
  const left = readdirSync(join(folder, ".archive")).filter((name) => !name.endsWith(".gz"));
  assert.deepEqual(left, [], "nothing is left of those that were killed");
});

test("HOST-14: logs.rotate: without root, a log that may not be read stays as it is, and the others are done", async (t) => {
  const nobody = 65_534;
  const { folder, inProcess } = scene(t, (logs) => ({ files: join(logs, "*.log") }));
  for (const name of ["own.log", "locked.log"]) {
    writeFileSync(join(folder, name), "a line\n");
    utimesSync(join(folder, name), past, past);
    chmodSync(join(folder, name), name === "own.log" ? 0o600 : 0o000);
  }
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    for (const path of [folder, join(folder, "own.log"), join(folder, "locked.log")]) chownSync(path, nobody, nobody);
    for (const around of [join(folder, ".."), join(folder, "..", "..")]) chmodSync(around, 0o755);
  }
  assert.ok(await inProcess({ dieAt: never, ...(isRoot ? { as: nobody } : {}) }));
  assert.deepEqual(readdirSync(folder).sort(), [".archive", "locked.log"]);
  const [archived = "", ...others] = readdirSync(join(folder, ".archive"));
  assert.deepEqual(others, []);
  const stat = statSync(join(folder, ".archive", archived));
  assert.deepEqual([stat.mode & 0o777, stat.mtimeMs], [0o600, past.getTime()]);
});
