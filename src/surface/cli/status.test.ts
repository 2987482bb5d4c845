import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { openLog, standardProjections } from "#core/log";
import { event } from "#core/model";
import { createRealClock } from "#core/platform/real";
import { temporaryFolder } from "#core/platform/test";
import { evolve } from "#loop/incident";
import { repairOfWeb } from "../../../test/support/story/repair-of-web.ts";
import { runChiron, sampleStatus, sampleSummary, sampleTarget, startFakeEngine } from "./testing/index.ts";

test("FACE-04: `chiron status` shows at a glance whether anything is wrong", async (t) => {
  const dataDir = temporaryFolder(t);
  await startFakeEngine(
    t,
    { dataDir },
    {
      "GET /v1/status": () => ({ body: sampleStatus() }),
      "GET /v1/targets": () => ({
        body: { items: [sampleTarget("web", "bad"), sampleTarget("db", "good")], next: null },
      }),
      "GET /v1/incidents": () => ({ body: { items: [sampleSummary("inc-1")], next: null } }),
    },
  );
  const { code, stdout, stderr } = await runChiron(["status"], { dataDir });
  assert.equal(
    stdout,
    `chiron 1.2.3 on workshop
engine     running (pid 4242, up 2h, 61 MB, lag 1.3 ms)
mender     running (pid 4243, up 2h, 55 MB, lag 0.5 ms)
watchdog   running (pid 4241, up 2h, 54 MB, lag 0.4 ms)
healing    on
targets    2: 1 good, 1 bad
incidents  1 open: 1 awaiting_approval
runbooks   1 run by themselves, 3 in dry_run
last       repair never, escalation never

target  kind     health  autonomy  pid   last looked at
web     service  bad     auto      -     never
db      service  good    auto      4711  never

incident  severity  state              opened   what
inc-1     critical  awaiting_approval  30m ago  A process is gone (web): waiting for a human
`,
  );
  assert.equal(stderr, "");
  assert.equal(code, 0);
});

test("FACE-04: `chiron status --json` is the status as the engine gives it, and asks nothing else", async (t) => {
  const dataDir = temporaryFolder(t);
  const status = sampleStatus({ paused: { reason: "moving", since: "2026-03-01T12:00:00.000Z", by: "cli:anna" } });
  const engine = await startFakeEngine(t, { dataDir }, { "GET /v1/status": () => ({ body: status }) });
  const { code, stdout } = await runChiron(["status", "--json"], { dataDir });
  assert.deepEqual(JSON.parse(stdout), status);
  assert.equal(code, 0);
  assert.deepEqual(
    engine.asked.map(({ what }) => what),
    ["GET /v1/status"],
  );
});

test("FACE-04: with the engine down, `chiron status` says so, tells what the store knows, and exits with 3", async (t) => {
  const dataDir = temporaryFolder(t);
  const log = openLog({
    path: join(dataDir, "chiron.db"),
    stream: "engine",
    clock: createRealClock(),
    projections: standardProjections({ evolve, version: 1 }),
  });
  log.append([
    event("engine.started", { version: "1.2.3", pid: 1, node: "workshop" }),
    event("config.loaded", { hash: "h", targets: ["web", "db", "cache"], reload: false }),
    event("runbook.registered", { runbook: "rb-x", version: 1, hash: "h", source: "pack:service" }),
    event("healing.paused", { reason: "moving" }, "cli:anna"),
  ]);
  log.append(repairOfWeb("inc-1").slice(0, 2));
  log.close();
  const { code, stdout } = await runChiron(["status", "--json"], { dataDir });
  const status = JSON.parse(stdout);
  assert.equal(code, 3);
  assert.equal(status.engine.state, "stopped");
  assert.equal(status.node, "workshop");
  assert.equal(status.paused.reason, "moving");
  assert.deepEqual(status.targets, { total: 3, good: 0, bad: 1, unknown: 2 });
  assert.deepEqual(status.incidents, { open: 1, byState: { diagnosing: 1 } });
  assert.deepEqual(status.runbooks, { dry_run: 1, auto_execute: 0 });
  assert.deepEqual(Object.keys(status), Object.keys(sampleStatus()));
  const shown = await runChiron(["status"], { dataDir });
  assert.match(shown.stdout, /not running \(it did not come to a proper end\); start it with chiron up/);
  assert.match(shown.stdout, /inc-1 +critical +diagnosing/);
});

test("FACE-04: of an engine that does not answer, `chiron status` tells what the store knows, and exits with 1", async (t) => {
  const dataDir = temporaryFolder(t);
  const stuck = createServer().listen(join(dataDir, "chiron.sock"));
  const connections = new Set<Socket>();
  stuck.on("connection", (connection) => connections.add(connection));
  t.after(() => {
    for (const connection of connections) connection.destroy();
    stuck.close();
  });
  const { code, stdout, stderr } = await runChiron(["status", "--json"], { dataDir });
  assert.equal(code, 1);
  assert.equal(JSON.parse(stdout).incidents.open, 0);
  assert.equal(JSON.parse(stderr).code, "timeout");
});

test("FACE-04: where the data folder may not be looked into, that is said, and not that nothing has run there", async (t) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  mkdirSync(dataDir, { mode: 0o000 });
  // Root may look everywhere.
  const user = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  for (const command of ["status", "incidents"]) {
    const { code, stdout, stderr } = await runChiron([command], { dataDir, env: { HOME: folder }, ...user });
    assert.deepEqual([code, stdout], [4, ""]);
    assert.match(stderr, /^chiron: .*data\/chiron\.sock belongs to another user\n {2}Run this as the user/);
  }
});

test("FACE-04: `chiron status` where nothing ever ran", async (t) => {
  const dataDir = temporaryFolder(t);
  const { code, stdout } = await runChiron(["status"], { dataDir });
  assert.equal(code, 3);
  assert.match(stdout, /^chiron [\d.]+\nengine {5}not running; nothing has run in .+ yet; start it with chiron up\n$/);
});

/** Others on this machine are not what is measured. */
const ownTime = new URL("../../../test/support/own-time.mjs", import.meta.url).href;

test("FACE-04: `chiron status` answers within 150 ms, with and without an engine", async (t) => {
  const dataDir = temporaryFolder(t);
  const live = temporaryFolder(t);
  await startFakeEngine(
    t,
    { dataDir: live },
    {
      "GET /v1/status": () => ({ body: sampleStatus() }),
      "GET /v1/targets": () => ({ body: { items: [sampleTarget("web", "good")], next: null } }),
      "GET /v1/incidents": () => ({ body: { items: [], next: null } }),
    },
  );
  const ownTimeFile = join(temporaryFolder(t), "own-time");
  const env = { NODE_OPTIONS: `--import=${ownTime}`, OWN_TIME_FILE: ownTimeFile };
  for (const folder of [dataDir, live]) {
    // The quickest of some: the engine of this test may have been kept from answering, and caches may have been cold.
    const runs: number[] = [];
    for (let count = 0; count < 30 && Math.min(...runs) >= 150; count++) {
      assert.equal((await runChiron(["status"], { dataDir: folder, env })).stderr, "");
      runs.push(Number(readFileSync(ownTimeFile, "utf8")));
    }
    assert.ok(Math.min(...runs) < 150, `the quickest of ${runs.length} took ${Math.min(...runs)} ms`);
  }
});
