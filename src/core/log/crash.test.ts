import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type TestContext, test } from "node:test";
import { ChironError } from "#core/model";
import { createTestClock, temporaryFolder, until, within } from "#core/platform/test";
import { openLog } from "./index.ts";
import { openLogReader } from "./read/index.ts";
import { notes, openTestLog } from "./testing/index.ts";
import { verifyLog } from "./verify/index.ts";

/** A program of its own that writes to the log; each line it prints is the number of events that are durable. */
const appender = `
import { openLog } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
const [path, groupSize] = [process.env.LOG_PATH, Number(process.env.GROUP_SIZE)];
const clock = { now: () => Date.now(), after: () => ({ cancel() {} }) };
const log = openLog({ path, stream: "engine", clock, onFailure: (error, lost) => console.log("failure " + error.code + " " + lost) });
console.log(log.head().seq);
try {
  for (;;) {
    const text = "x".repeat(Math.random() * 3_000);
    log.append(Array.from({ length: groupSize }, () => ({ type: "command.refused", data: { command: text, reason: "r" } })));
    await log.durable();
    console.log(log.durableHead().seq);
  }
} catch (error) {
  console.log("refused " + error.code);
}
`;

interface Appender {
  readonly child: ChildProcess;
  /** Lines so far, the newest last. */
  readonly lines: string[];
  readonly ended: Promise<unknown>;
}

function startAppender(t: TestContext, path: string, groupSize: number, launcher: readonly string[] = []): Appender {
  const node = [process.execPath, "--input-type=module-typescript", "--eval", appender];
  const [command = "", ...rest] = [...launcher, ...node];
  const child = spawn(command, rest, {
    env: { ...process.env, LOG_PATH: path, GROUP_SIZE: String(groupSize) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const ended = once(child, "close");
  createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }).on("line", (line) => lines.push(line));
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, lines, ended };
}

async function linesReach(appender: Appender, count: number): Promise<void> {
  await until(`${count} lines from the appender`, () => appender.lines.length >= count);
}

test("HOST-11: a writer killed at any instant leaves a sound chain with every event that it had called durable", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  let durable = 0;
  for (let round = 0; round < 8; round++) {
    const appender = startAppender(t, path, 1 + (round % 3) * 7);
    await linesReach(appender, 3 + round * 5);
    // Anywhere within a commit, or between two.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    appender.child.kill("SIGKILL");
    await within("the end of the appender", appender.ended);
    assert.ok(Number(appender.lines[0]) >= durable, "it began where the one before had come to");
    durable = Number(appender.lines.at(-1));

    const result = verifyLog(path);
    assert.deepEqual(result.problems, []);
    assert.ok(result.events >= durable, `${result.events} events, ${durable} had been called durable`);
  }
  const log = openTestLog(t, path);
  assert.ok(log.head().seq >= durable);
  log.append(notes(1));
  log.close();
  assert.deepEqual(verifyLog(path).problems, []);
});

test("HOST-11: one process writes, a second is refused, and the lock ends with its holder, however that ends", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const appender = startAppender(t, path, 1);
  await linesReach(appender, 2);
  assert.throws(
    () => openLog({ path, stream: "engine", clock: createTestClock() }),
    (error) => {
      assert.ok(error instanceof ChironError);
      assert.equal(error.code, "conflict");
      assert.match(error.message, new RegExp(`pid ${appender.child.pid}`));
      return true;
    },
  );
  const reader = openLogReader(path);
  assert.ok(reader.head().seq >= 1, "reading is free");
  assert.deepEqual(verifyLog(path).problems, [], "and so is verifying, while it is being written to");
  reader.close();

  appender.child.kill("SIGKILL");
  await within("the end of the appender", appender.ended);
  assert.ok(openTestLog(t, path).head().seq >= 1);
});

test("the same process cannot open a stream twice either", (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  const log = openTestLog(t, path);
  const open = () => openLog({ path, stream: "engine", clock: createTestClock() });
  assert.throws(open, (error) => error instanceof ChironError && error.code === "conflict");
  log.append(notes(1));
  log.close();
  assert.equal(openTestLog(t, path).head().seq, 1);
});

test("HOST-11: when the disk takes no more, waiters are told, appends are refused, and what was durable stays", async (t) => {
  const path = join(temporaryFolder(t), "chiron.db");
  // A limit on the size of files does what a full disk does: the write fails.
  const appender = startAppender(t, path, 20, ["bash", "-c", 'ulimit -f 600; exec "$@"', "bash"]);
  await within("the end of the appender", appender.ended);
  const durable = Number(appender.lines.filter((line) => /^\d+$/.test(line)).at(-1));
  const [failure, refused] = appender.lines.slice(-2);
  assert.match(failure ?? "", /^failure store_failed \d+$/);
  assert.equal(refused, "refused store_failed");
  assert.ok(durable > 0);
  const result = verifyLog(path);
  assert.deepEqual([result.problems, result.events], [[], durable]);
});
