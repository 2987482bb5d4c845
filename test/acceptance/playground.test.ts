import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { createRealPlatform } from "#core/platform/real";
import { until, within } from "#core/platform/test";

const program = resolve(import.meta.dirname, "../../examples/playground/start.ts");
const freePorts = ["--port", "0", "--web-port", "0", "--app-port", "0"];

/** A folder to play in, with whatever was started in it; nothing of both outlives the test. */
function place(t: TestContext) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "chiron-playground-")));
  const platform = createRealPlatform();
  const children: ChildProcess[] = [];
  const left = () => platform.processes.findByEnvironment("CHIRON_PLAYGROUND", folder).map(({ pid }) => pid);
  t.after(async () => {
    for (const child of children) child.kill("SIGKILL");
    for (const pid of left()) process.kill(pid, "SIGKILL");
    await until("nothing of it lives", () => left().length === 0);
    platform.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const start = () => {
    const playground = startPlayground(folder);
    children.push(playground.child);
    return playground;
  };
  return { folder, left, start };
}

function startPlayground(folder: string) {
  const child = spawn(process.execPath, [program, "--folder", folder, ...freePorts], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const ended = new Promise<number | null>((done) => child.once("close", (code) => done(code)));
  return {
    child,
    output: () => printed,
    ended: () => within("it ends", ended, 60_000),
    /** Waits until something is printed after the first `from` characters. */
    says: (pattern: RegExp, from = 0): Promise<RegExpExecArray> =>
      until(
        `${pattern} is printed`,
        () => {
          assert.equal(child.exitCode, null, `it ended early, and had printed:\n${printed}`);
          return pattern.exec(printed.slice(from)) ?? undefined;
        },
        60_000,
      ),
  };
}

/** Runs a line as it was printed, the way a reader would, in the folder where the playground was started. */
async function typeIn(folder: string, line: string): Promise<string> {
  const { INIT_CWD: _, ...env } = process.env;
  const shell = spawn("sh", ["-c", line], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  shell.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const code = await new Promise((done) => shell.once("close", done));
  assert.equal(code, 0, `${line}\n${output}`);
  return output;
}

async function answerOf(url: string): Promise<string | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return response?.status === 200 ? await response.text() : undefined;
}

test("FACE-01: one fault is healed before the reader's eyes, then what the reader breaks, and nothing is left", async (t) => {
  const { folder, left, start } = place(t);
  const playground = start();
  const [, pid = ""] = await playground.says(
    /^resolved: web serves again with pid (\d+) after \d+ ms, verified by .*http/m,
  );
  const [address] = await playground.says(/http:\/\/127\.0\.0\.1:\d+/);
  assert.ok(await answerOf(`${address}/healthz`));
  await playground.says(/audit verify/);
  assert.ok(!playground.output().includes("\u001b"), "no colour in a file");

  const [, site = ""] = await playground.says(/curl (http:\S+)\/hang/);
  assert.match((await answerOf(`${site}/`)) ?? "", new RegExp(`process ${pid}\\b`));
  let from = playground.output().length;
  const [, killWeb = ""] = await playground.says(/^ *(kill -9 \d+) +web dies/m);
  assert.equal(killWeb, `kill -9 ${pid}`);
  await typeIn(folder, killWeb);
  const [, next] = await playground.says(/verified by .*http[\s\S]*once more: +kill -9 (\d+)/, from);
  assert.notEqual(next, pid);
  assert.match((await answerOf(`${site}/`)) ?? "", new RegExp(`process ${next}\\b`));

  from = playground.output().length;
  const [, killApp = ""] = await playground.says(/^ *(kill -9 \d+) +app dies/m);
  await typeIn(folder, killApp);
  const [, approve = ""] = await playground.says(/your word: +(.* approve \S+)/, from);
  await typeIn(folder, approve);
  await playground.says(/verified by .*http[\s\S]*once more: +kill -9 \d+/, from);
  const [, verify = ""] = await playground.says(/^ *(\S+ audit verify)/m);
  await typeIn(folder, verify);

  playground.child.kill("SIGTERM");
  assert.equal(await playground.ended(), 0, playground.output());
  assert.deepEqual(left(), []);
  assert.equal(await answerOf(`${site}/`), undefined);
  assert.equal(await answerOf(`${address}/healthz`), undefined);
});

test("FACE-01: a start takes away what a killed playground left behind, and one in use is not disturbed", async (t) => {
  const { left, start } = place(t);
  const first = start();
  await first.says(/^resolved: /m);
  const second = start();
  assert.equal(await second.ended(), 1);
  assert.match(second.output(), /runs in .* already \(process \d+\)/);

  first.child.kill("SIGKILL");
  await first.ended();
  assert.ok(left().length >= 4, "engine and services live on");
  const third = start();
  await third.says(/had left \d+ processes behind/);
  await third.says(/^resolved: /m);
  third.child.kill("SIGINT");
  assert.equal(await third.ended(), 0, third.output());
  assert.deepEqual(left(), []);
});

test("FACE-01: a folder that holds other things is left as it is", async (t) => {
  const { folder, start } = place(t);
  writeFileSync(join(folder, "thesis.md"), "years of work");
  const playground = start();
  assert.equal(await playground.ended(), 1);
  assert.match(playground.output(), /holds other things/);
  assert.deepEqual(readdirSync(folder), ["thesis.md"]);
});
