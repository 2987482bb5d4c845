/** Chiron's own processes die while there is not one free block on the disk of their data: a real small file system, filled. */
// needs: mounts
import assert from "node:assert/strict";
import { rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { verifyLog } from "#core/log/verify";
import { until } from "#core/platform/test";
import { oneService, workerPid } from "../support/healer-scene.ts";
import { allWell, type HealerRole, livingHealer, signal } from "../support/healers.ts";
import { outside } from "../support/outside.ts";
import { fillTo, requireMounts, smallDisk } from "../support/small-disk.ts";

requireMounts(import.meta.filename);

test("HEALER-07: on a full disk engine, mender, watchdog and both healers are killed: each time all three are well again, and the service goes on", async (t) => {
  const disk = smallDisk(t, 12_288);
  const world = outside(t, oneService, { dataDir: join(disk, "data") });
  const { dataDir } = world;
  await world.up();
  await until("all are well", () => allWell(dataDir));
  const worker = await workerPid(world);
  // The room that Chiron keeps for itself is there, and nothing else.
  await until("the reserve is whole", () => (statfsSync(disk).blocks - statfsSync(disk).bfree) * 4_096 > 8_000_000);
  fillTo(disk, 100);
  assert.equal(statfsSync(disk).bavail, 0);

  const deaths: readonly (readonly HealerRole[])[] = [["engine"], ["mender"], ["watchdog"], ["engine", "mender"]];
  for (const roles of deaths) {
    const struck = roles.flatMap((role) => livingHealer(dataDir, role) ?? []);
    assert.equal(struck.length, roles.length);
    for (const one of struck) signal(one, "SIGKILL");
    const pids = struck.map(({ pid }) => pid);
    await until(`all are well without ${roles.join(" and ")}`, () => allWell(dataDir, pids), 60_000);
  }
  assert.equal(await workerPid(world), worker);

  rmSync(join(disk, "ballast"));
  assert.equal((await world.chiron("down")).code, 0);
  assert.deepEqual(verifyLog(join(dataDir, "chiron.db")).problems, []);
});
