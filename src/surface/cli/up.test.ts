import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Page, TargetView } from "#core/model";
import { temporaryFolder, until, within } from "#core/platform/test";
import { createClient } from "./client.ts";
import { chironUp, endProcess, isRunning, runChiron, writeConfiguration } from "./testing/index.ts";

const idles = "setInterval(() => {}, 1000)";
const ignoresTheEnd = `process.on("SIGTERM", () => {}); require("fs").writeFileSync("ready", ""); ${idles}`;

function pidOfWorker(dataDir: string): Promise<number> {
  const ask = createClient({ socket: join(dataDir, "chiron.sock") });
  return until("the worker runs", async () => {
    const { items } = await ask<Page<TargetView>>({ path: "targets" });
    return items[0]?.pid ?? undefined;
  });
}

test("FACE-04: `chiron up` says when it is ready, and SIGTERM ends it with its services", async (t) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  const { child, ready, ended } = await chironUp(t, [
    "--config",
    writeConfiguration(folder, idles),
    "--data-dir",
    dataDir,
  ]);
  assert.match(ready, /^chiron is up: 1 target, http:\/\/127\.0\.0\.1:\d+, data in \/.+\/data\n$/);
  const worker = await pidOfWorker(dataDir);
  t.after(() => endProcess(worker));
  child.kill("SIGTERM");
  assert.equal(await within("it ends", ended), 0);
  assert.equal(isRunning(worker), false);
  const { code, stdout } = await runChiron(["status"], { dataDir });
  assert.equal(code, 3);
  assert.match(stdout, /not running \(stopped .+: SIGTERM\)/);
});

test("FACE-04: `chiron down` ends the engine and waits for it; --keep-services leaves them to the next one", async (t) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  const words = ["--config", writeConfiguration(folder, idles), "--data-dir", dataDir];
  const first = await chironUp(t, words);
  const worker = await pidOfWorker(dataDir);
  t.after(() => endProcess(worker));
  const kept = await runChiron(["down", "--keep-services"], { dataDir });
  assert.equal(kept.code, 0);
  assert.match(kept.stdout, /^chiron is down .+; its services go on\n$/);
  assert.equal(await within("the first engine ends", first.ended), 0);
  assert.equal(isRunning(worker), true);
  const second = await chironUp(t, words);
  assert.equal(await pidOfWorker(dataDir), worker, "the next engine took it up again");
  const { code, stdout } = await runChiron(["down", "--json"], { dataDir });
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), { stopped: true, pid: second.child.pid, keptServices: false });
  assert.equal(await within("the second engine ends", second.ended), 0);
  assert.equal(isRunning(worker), false);
  const none = await runChiron(["down"], { dataDir });
  assert.equal(none.code, 3);
});

test("FACE-04: `chiron down` ends no other process that has the engine's pid by now", async (t) => {
  const dataDir = temporaryFolder(t);
  const bystander = spawn(process.execPath, ["-e", idles]);
  t.after(() => bystander.kill("SIGKILL"));
  const record = { process: { pid: bystander.pid, startTicks: 1, bootId: "of yesterday" }, address: "", startedAt: 1 };
  writeFileSync(join(dataDir, "engine.json"), JSON.stringify(record));
  const { code, stderr } = await runChiron(["down"], { dataDir });
  assert.equal(code, 3);
  assert.match(stderr, /^chiron: Chiron is not running on /);
  assert.equal(bystander.signalCode ?? bystander.exitCode, null);
});

test("FACE-04: a second signal ends `chiron up` at once", async (t) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  const { child, ended } = await chironUp(t, [
    "--config",
    writeConfiguration(folder, ignoresTheEnd),
    "--data-dir",
    dataDir,
  ]);
  const worker = await pidOfWorker(dataDir);
  t.after(() => endProcess(worker));
  await until("the worker ignores SIGTERM", () => existsSync(join(folder, "ready")));
  child.kill("SIGTERM");
  // Signals that come too quickly are one signal; between them it has to have noticed the first.
  let sent = 0;
  const again = setInterval(() => {
    sent += 1;
    child.kill("SIGINT");
  }, 200);
  const code = await within("it ends", ended).finally(() => clearInterval(again));
  assert.equal(code, 1);
  assert.ok(sent < 75, "it did not wait for the worker's grace");
  assert.equal(isRunning(worker), true);
});

test("FACE-03: with a bad configuration nothing starts; `up` and `validate` say what is wrong, where, and what was meant", async (t) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  const file = writeConfiguration(folder, idles, "notfy: {}\n");
  for (const words of [
    ["up", "--config", file],
    ["validate", file],
  ]) {
    const { code, stdout, stderr } = await runChiron(words, { dataDir });
    assert.equal(code, 2, words[0]);
    assert.equal(stdout, "");
    assert.match(stderr, /chiron\.yaml:9:1 .*notfy is an unknown key; did you mean "notify"\?/s, words[0]);
  }
  const status = await runChiron(["status"], { dataDir });
  assert.match(status.stdout, /nothing has run in/);
  const machine = await runChiron(["validate", file, "--json"], { dataDir });
  assert.equal(JSON.parse(machine.stdout).problems[0].line, 9);
});

test("FACE-04: `chiron validate` says what a good configuration holds", async (t) => {
  const folder = temporaryFolder(t);
  const file = writeConfiguration(folder, idles);
  const { code, stdout } = await runChiron(["validate", "--config", file]);
  assert.equal(code, 0);
  assert.match(stdout, /chiron\.yaml is valid: 1 target, \d+ runbooks, \d+ kinds of anomaly\.\n$/);
  const missing = await runChiron(["validate", join(folder, "none.yaml")]);
  assert.equal(missing.code, 2);
});
