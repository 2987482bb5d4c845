// mostly waits
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { until, within } from "#core/platform/test";
import { allWell, oneService, pidOf, recoveryOf, workerPid } from "../support/healer-scene.ts";
import { beatOf, healerRoles, isLiving, livingHealer, processesOf } from "../support/healers.ts";
import { outside } from "../support/outside.ts";

const program = join(import.meta.dirname, "../../bin/healer.js");

/** What has died that somebody must answer for: who does, and who else could. */
const recoverers = { engine: "mender", mender: "engine", watchdog: "engine" } as const;

test("HEALER-01: `chiron up` runs engine, mender and watchdog, which find one another; SIGTERM ends all of it", async (t) => {
  const world = outside(t, oneService);
  const child = await world.up();
  await allWell(world);
  assert.equal(pidOf(world, "watchdog"), child.pid, "the process in the foreground is the watchdog");
  const all = healerRoles.map((role) => livingHealer(world.dataDir, role));
  const { json } = await world.chiron("status", "--json");
  for (const role of healerRoles) {
    assert.deepEqual([json[role].state, json[role].pid], ["running", pidOf(world, role)]);
    assert.ok(json[role].memoryMB > 10 && json[role].memoryMB < 200, `${json[role].memoryMB} MB`);
  }
  const shown = await world.chiron("healers");
  assert.match(shown.out, /^engine +healthy +\d+/m);
  assert.match(shown.out, /^mender +healthy +\d+/m);
  assert.match(shown.out, /^watchdog +healthy +\d+/m);
  const worker = await workerPid(world);
  assert.equal(await world.end(), 0);
  assert.deepEqual(
    all.filter((one) => one !== undefined && isLiving(one)),
    [],
  );
  assert.throws(() => process.kill(worker, 0), "its service ended with it");
  assert.equal((await world.chiron("healers")).code, 3);
  const status = await world.chiron("status");
  assert.match(status.out, /not running \(stopped .+: SIGTERM\)/);
});

for (const role of ["engine", "mender", "watchdog"] as const) {
  const by = recoverers[role];
  test(`HEALER-03: the ${role} is killed: the ${by} restarts it in five steps, and no service is touched`, async (t) => {
    const world = outside(t, oneService);
    await world.up();
    await allWell(world);
    const worker = await workerPid(world);
    const before = pidOf(world, role);
    const from = performance.now();
    process.kill(before, "SIGKILL");
    const { lastRecovery, restarts } = await recoveryOf(world, role, before);
    const tookMs = performance.now() - from;
    assert.ok(tookMs < 60_000);
    assert.deepEqual([lastRecovery?.by, lastRecovery?.fault, lastRecovery?.ok], [by, "gone", true]);
    assert.deepEqual(
      lastRecovery?.steps.map(({ name, ok }) => [name, ok]),
      [
        ["verify self", true],
        ["restart", true],
        ["verify", true],
        ["test mutual recovery", true],
        ["audit", true],
      ],
    );
    assert.equal(restarts, 1);
    await allWell(world);
    assert.equal(await workerPid(world), worker, "the service is the same process");
    const told = (await world.chiron("audit", "events", "--type", "recovery.finished", "--json")).json;
    t.diagnostic(`${Math.round(tookMs)} ms, ${JSON.stringify(told).length} bytes of audit`);
    assert.equal((await world.chiron("audit", "verify")).code, 0);
  });
}

test("HEALER-02: a healer that is stopped says nothing, and is ended and replaced after its time", async (t) => {
  const world = outside(t, oneService);
  await world.up();
  await allWell(world);
  const worker = await workerPid(world);
  for (const role of ["mender", "engine", "watchdog"] as const) {
    const before = livingHealer(world.dataDir, role);
    assert.ok(before);
    const from = performance.now();
    process.kill(before.pid, "SIGSTOP");
    const { lastRecovery } = await recoveryOf(world, role, before.pid);
    assert.deepEqual([lastRecovery?.fault, lastRecovery?.ok], ["silent", true]);
    t.diagnostic(`${role}: ${Math.round(performance.now() - from)} ms`);
    assert.ok(performance.now() - from > 4_000, "it had its time");
    assert.equal(isLiving(before), false, "the old one is ended for good");
    await allWell(world);
  }
  assert.equal(await workerPid(world), worker);
});

test("HEALER-01: each of the three, started alone, finds that the others are missing, and starts them", async (t) => {
  for (const role of healerRoles) {
    const world = outside(t, oneService);
    const words = [`--config=${join(world.folder, "chiron.yaml")}`, `--data-dir=${world.dataDir}`, "--port=0"];
    const child = spawn(process.execPath, [program, role, ...words], { stdio: "ignore", detached: true });
    t.after(() => child.kill("SIGKILL"));
    await allWell(world);
    assert.equal(pidOf(world, role), child.pid);
    assert.equal((await world.chiron("down")).code, 0);
    assert.deepEqual(
      healerRoles.flatMap((one) => processesOf(world.dataDir, one)),
      [],
    );
  }
});

test("HEALER-02: there are never two watchdogs, however many are started", async (t) => {
  const world = outside(t, oneService);
  await world.up();
  await allWell(world);
  const first = pidOf(world, "watchdog");
  const words = [`--config=${join(world.folder, "chiron.yaml")}`, `--data-dir=${world.dataDir}`];
  const codes = await within(
    "the others end",
    Promise.all(
      [1, 2, 3].map(() => {
        const child = spawn(process.execPath, [program, "watchdog", ...words], { stdio: "ignore" });
        return new Promise((resolve) => child.once("exit", resolve));
      }),
    ),
  );
  assert.deepEqual(codes, [0, 0, 0]);
  const refused = await world.chiron("up");
  assert.equal(refused.code, 4);
  assert.match(refused.err, /Chiron runs already on .+\(pid \d+\)/);
  await allWell(world);
  assert.equal(pidOf(world, "watchdog"), first);
});

test("HEALER-02: all three are killed one after another, and all at once; what is left of them makes it whole, or the next `up`", async (t) => {
  const world = outside(t, oneService);
  await world.up();
  await allWell(world);
  const worker = await workerPid(world);
  for (const role of ["watchdog", "engine", "mender"] as const) {
    const before = pidOf(world, role);
    process.kill(before, "SIGKILL");
    await until(`another ${role} lives`, () => {
      const now = livingHealer(world.dataDir, role);
      return now !== undefined && now.pid !== before ? true : undefined;
    });
  }
  await allWell(world);
  assert.equal(await workerPid(world), worker);
  await world.kill();
  await world.up();
  await allWell(world);
  assert.equal(await workerPid(world), worker, "the next one has adopted it");
});

test("HEALER-02: both healers are killed at one stroke: the watchdog brings them back", async (t) => {
  const world = outside(t, oneService);
  const child = await world.up();
  await allWell(world);
  const worker = await workerPid(world);
  const [engine, mender] = [pidOf(world, "engine"), pidOf(world, "mender")];
  for (const pid of [engine, mender]) process.kill(pid, "SIGKILL");
  await until("both live again", () => {
    const now = [livingHealer(world.dataDir, "engine")?.pid, livingHealer(world.dataDir, "mender")?.pid];
    return now.every((pid) => pid !== undefined && pid !== engine && pid !== mender) ? true : undefined;
  });
  await allWell(world);
  assert.equal(pidOf(world, "watchdog"), child.pid);
  assert.equal(await workerPid(world), worker);
});

test("HEALER-01: whoever read what it says may go: nobody dies of that, and healing goes on", async (t) => {
  const world = outside(t, oneService);
  const child = await world.up();
  await allWell(world);
  child.stdout?.destroy();
  child.stderr?.destroy();
  const before = pidOf(world, "mender");
  process.kill(before, "SIGKILL");
  const { lastRecovery } = await recoveryOf(world, "mender", before);
  assert.equal(lastRecovery?.ok, true, "although the engine said so, and nobody took it");
  await allWell(world);
  assert.equal(pidOf(world, "watchdog"), child.pid);
});

test("HEALER-01: `chiron up --detach` says when it is up, goes on in the background, and writes a log", async (t) => {
  const world = outside(t, oneService);
  const up = await world.chiron("up", "--detach", "--port", "0");
  assert.equal(up.code, 0, up.err);
  assert.match(up.out, /^chiron is up: 1 target, http:/);
  await allWell(world);
  const down = await world.chiron("down");
  assert.equal(down.code, 0, down.err);
  assert.equal(beatOf(world.dataDir, "engine")?.state, "ending");
});
