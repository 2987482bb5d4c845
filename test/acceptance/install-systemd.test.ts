// needs: root, systemd
/** `chiron install --systemd` with a systemd that is real: started, killed, hung, restarted, stopped, and never two of anything. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { temporaryFolder, until } from "#core/platform/test";
import { allWell, healer, healers } from "../support/healers.ts";
import { userManager } from "../support/supervisors/systemd.ts";

const program = join(import.meta.dirname, "../../bin/chiron.js");
const execute = promisify(execFile);

const yaml = `
targets:
  - id: worker
    kind: service
    autonomy: auto
    supervisor: { direct: { command: [sleep, "100000"] } }
healers: { silentAfter: 5s, confirmFor: 1s }
packs: [service]
api: { port: 0 }
`;

interface Ran {
  readonly code: number;
  readonly out: string;
}

async function scene(t: TestContext) {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, "data");
  const config = join(folder, "chiron.yaml");
  writeFileSync(config, yaml);
  const manager = await userManager(t, folder);
  const chiron = async (...words: readonly string[]): Promise<Ran> => {
    const env = { ...process.env, ...manager.environment };
    try {
      const { stdout, stderr } = await execute(
        process.execPath,
        [program, "--config", config, "--data-dir", dataDir, ...words],
        { env },
      );
      return { code: 0, out: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout + stderr };
    }
  };
  const unit = join(manager.environment.XDG_CONFIG_HOME, "systemd", "user", "chiron.service");
  const show = async (property: string) => (await manager.systemctl("show", "-P", property, "chiron")).trim();
  /** Processes of the three, whatever they say of themselves. */
  const running = () =>
    manager.processes().flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        const at = words.findIndex((word) => word.endsWith("bin/healer.js"));
        return at < 0 ? [] : [words[at + 1] ?? ""];
      } catch {
        return [];
      }
    });
  const settled = (but: readonly number[], what: string) =>
    until(
      what,
      async () =>
        allWell(dataDir, but) &&
        running().toSorted().join() === "engine,mender,watchdog" &&
        Number(await show("MainPID")) === healer(dataDir, "watchdog")?.pid &&
        (await show("ActiveState")) === "active",
      60_000,
    );
  return { folder, dataDir, manager, chiron, unit, show, running, settled };
}

test("HEALER-10: install writes a unit that systemd accepts, overwrites nothing of others, and enables nothing by itself", async (t) => {
  const { folder, chiron, unit, manager } = await scene(t);
  const shown = await chiron("install", "--systemd", "--user", "--dry-run");
  assert.equal(shown.code, 0, shown.out);
  assert.equal(existsSync(unit), false, "a dry run writes nothing");
  const written = await chiron("install", "--systemd", "--user");
  assert.equal(written.code, 0, written.out);
  assert.match(written.out, /systemctl --user enable --now chiron/);
  const text = readFileSync(unit, "utf8");
  for (const line of ["Type=notify", "WatchdogSec=45s", "NotifyAccess=all", "Restart=always", "KillMode=process"])
    assert.ok(text.includes(`\n${line}\n`), line);
  assert.ok(text.includes(`ExecStart="${process.execPath}" "${program}" `), text);
  await execute("systemd-analyze", ["verify", unit]);
  const state = await manager.systemctl("is-enabled", "chiron").catch((error: { stdout: string }) => error.stdout);
  assert.match(state, /disabled/);
  assert.match((await chiron("install", "--systemd", "--user")).out, /Unchanged/);

  writeFileSync(unit, text.replace("WatchdogSec=45s", "WatchdogSec=5s"));
  const changed = await chiron("install", "--systemd", "--user");
  assert.equal(changed.code, 4);
  assert.match(changed.out, /was changed since chiron install wrote it, and is not overwritten/);
  assert.equal((await chiron("uninstall", "--systemd", "--user")).code, 4);
  writeFileSync(unit, "[Service]\nExecStart=/bin/true\n");
  assert.match((await chiron("install", "--systemd", "--user")).out, /was not written by chiron install/);
  writeFileSync(unit, text);
  assert.equal((await chiron("uninstall", "--systemd", "--user")).code, 0);
  assert.equal(existsSync(unit), false);
  writeFileSync(join(folder, "chiron.yaml"), "targets: 7\n");
  assert.equal((await chiron("install", "--systemd", "--user")).code, 2, "a configuration that is wrong is told now");
});

test("HEALER-10: under a real systemd the watchdog is killed, hung, and all three are killed: each time three are well again, systemd and healers agree on which", async (t) => {
  const { dataDir, manager, chiron, show, settled, running } = await scene(t);
  const installed = await chiron("install", "--systemd", "--user", "--enable");
  assert.equal(installed.code, 0, installed.out);
  await settled([], "systemd has started all three, and been told");
  assert.match(await show("StatusText"), /^engine \d+, mender \d+$/);
  const worker = JSON.parse((await chiron("--json", "status")).out).targets;
  assert.equal(worker.total, 1);

  const pids = () => {
    const { engine, mender, watchdog } = healers(dataDir);
    return { engine: engine?.pid ?? 0, mender: mender?.pid ?? 0, watchdog: watchdog?.pid ?? 0 };
  };
  let before = pids();
  process.kill(before.watchdog, "SIGKILL");
  await settled([before.watchdog], "another watchdog is there, which systemd knows");
  assert.deepEqual({ ...pids(), watchdog: 0 }, { ...before, watchdog: 0 }, "the healers were left alone");

  before = pids();
  process.kill(before.watchdog, "SIGSTOP");
  await settled([before.watchdog], "one that hung was ended, and another is there");
  assert.deepEqual({ ...pids(), watchdog: 0 }, { ...before, watchdog: 0 });

  before = pids();
  for (const pid of Object.values(before)) process.kill(pid, "SIGKILL");
  await settled(Object.values(before), "systemd is who is left, and has started all three");

  // Nobody can do anything: only systemd, once it has heard nothing for WatchdogSec.
  const dropIn = join(manager.environment.XDG_CONFIG_HOME, "systemd/user/chiron.service.d/quick.conf");
  mkdirSync(dirname(dropIn), { recursive: true });
  writeFileSync(dropIn, "[Service]\nWatchdogSec=3s\n");
  await manager.systemctl("daemon-reload");
  await manager.systemctl("restart", "chiron");
  await settled(Object.values(before), "restarted with another limit");
  before = pids();
  for (const pid of Object.values(before)) process.kill(pid, "SIGSTOP");
  await settled(Object.values(before), "systemd's own watchdog has ended the first, and the new one both healers");

  assert.equal((await chiron("uninstall", "--systemd", "--user")).code, 4, "it is running");
  assert.equal((await chiron("uninstall", "--systemd", "--user", "--disable")).code, 0);
  await until("nothing of it is left", () => running().length === 0).catch(async (error: unknown) => {
    const log = readFileSync(join(dataDir, "healers", "engine.beat"), "utf8");
    const words = ["Result", "ActiveState", "SubState", "NRestarts", "ExecMainCode", "ExecMainStatus", "MainPID"];
    const told = await Promise.all(words.map(async (word) => `${word}=${await show(word)}`));
    throw new Error(`${String(error)}: ${running().join()}; engine: ${log}; systemd: ${told.join(" ")}`);
  });
});

test("HEALER-10: stopped by systemctl in the moment after the watchdog died, all of it ends, the services too; not stopped, the healers wait for systemd's own", async (t) => {
  const { dataDir, manager, chiron, show, settled, running } = await scene(t);
  assert.equal((await chiron("install", "--systemd", "--user")).code, 0);
  // The moment is 200 ms long; here it is long enough to be hit.
  const dropIn = join(manager.environment.XDG_CONFIG_HOME, "systemd/user/chiron.service.d/slow.conf");
  mkdirSync(dirname(dropIn), { recursive: true });
  writeFileSync(dropIn, "[Service]\nRestartSec=10s\n");
  await manager.systemctl("daemon-reload");
  await manager.systemctl("start", "chiron");
  await settled([], "systemd has started all three");
  const services = () =>
    manager.processes().filter((pid) => {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return words[0] === "sleep" && words[1] === "100000";
    });
  const dies = async (): Promise<number> => {
    const { engine, mender, watchdog } = healers(dataDir);
    assert.ok(engine && mender && watchdog);
    process.kill(watchdog.pid, "SIGKILL");
    await until("systemd waits to restart it", async () => (await show("SubState")) === "auto-restart");
    await until(
      "a healer has started another",
      () => ![undefined, watchdog.pid].includes(healer(dataDir, "watchdog")?.pid),
    );
    return engine.pid;
  };
  const engine = await dies();
  await settled([healer(dataDir, "watchdog")?.pid ?? 0], "systemd's own has taken the role over");
  assert.equal(healer(dataDir, "engine")?.pid, engine, "nobody ended anything meanwhile");
  assert.equal(services().length, 1);

  await dies();
  assert.equal(await show("SubState"), "auto-restart");
  await manager.systemctl("stop", "chiron");
  assert.equal(await show("ActiveState"), "inactive");
  await until("nothing of it is left", () => running().length === 0, 20_000);
  assert.deepEqual(services(), []);
});
