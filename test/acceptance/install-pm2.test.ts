// needs: pm2
/** `chiron install --pm2` with a PM2 that is real. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "#core/platform/test";
import { allWell, healers } from "../support/healers.ts";
import { outside } from "../support/outside.ts";
import { ownPm2 } from "../support/supervisors/pm2.ts";

const yaml = `
targets: []
healers: { silentAfter: 5s, confirmFor: 1s }
api: { port: 0 }
`;

test("HEALER-10: under a real PM2: started, the watchdog killed, all three killed, stopped; PM2 and the healers agree on one watchdog", async (t) => {
  const { folder, dataDir, chiron } = outside(t, yaml);
  const { pm2 } = ownPm2(t);
  const file = join(folder, "chiron.config.cjs");
  const installed = await chiron("install", "--pm2");
  assert.equal(installed.code, 0, installed.err);
  assert.ok(installed.out.includes(`pm2 start ${file}`), installed.out);

  const pids = () => {
    const { engine, mender, watchdog } = healers(dataDir);
    return { engine: engine?.pid ?? 0, mender: mender?.pid ?? 0, watchdog: watchdog?.pid ?? 0 };
  };
  const pidOfPm2 = async () => Number((await pm2("pid", "chiron")).trim());
  const settled = (but: readonly number[], what: string) =>
    until(what, async () => allWell(dataDir, but) && (await pidOfPm2()) === pids().watchdog, 90_000);

  await pm2("start", file);
  t.after(async () => void (await chiron("down")));
  await settled([], "all three are up");
  let before = pids();
  process.kill(before.watchdog, "SIGKILL");
  await settled([before.watchdog], "another watchdog is there, which PM2 knows");
  assert.deepEqual({ ...pids(), watchdog: 0 }, { ...before, watchdog: 0 }, "the healers were left alone");

  before = pids();
  for (const pid of Object.values(before)) process.kill(pid, "SIGKILL");
  await settled(Object.values(before), "PM2 is who is left, and has started all three");

  await pm2("stop", "chiron");
  await until("all three have ended", () => Object.values(healers(dataDir)).every((one) => one === undefined));
  await pm2("delete", "chiron");

  writeFileSync(file, readFileSync(file, "utf8").replace("90000", "1"));
  assert.equal((await chiron("uninstall", "--pm2")).code, 4, "it was changed by hand");
  writeFileSync(file, readFileSync(file, "utf8").replace('"kill_timeout": 1', '"kill_timeout": 90000'));
  assert.equal((await chiron("uninstall", "--pm2")).code, 0);
  assert.equal(existsSync(file), false);
});
