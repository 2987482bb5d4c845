/**
 * A `systemd --user` of the test's own, in mount and cgroup namespaces of its own and a cgroup that is removed afterwards; it
 * touches nothing of the machine. Needs root and the cgroup file system of version 2.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { until } from "#core/platform/test";
import { commandOf, type Rig, type RigOptions, run } from "./rig.ts";

const manager = "/lib/systemd/systemd";
const unit = "web.service";

function cgroupRoot(): string {
  const root = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].find((one) => existsSync(join(one, "cgroup.procs")));
  if (root === undefined || process.getuid?.() !== 0)
    throw new Error("a systemd of one's own needs root and cgroups of version 2, both of which .ci/run has");
  return root;
}

/** `enabled`: a target names the unit, so that systemd does not forget what became of it. */
export async function systemdRig(t: TestContext, options: RigOptions & { readonly enabled?: boolean }): Promise<Rig> {
  const { folder, port, enabled = true } = options;
  const { systemctl, environment } = await userManager(t, folder, {
    "mini.target": `[Unit]\nDescription=nothing\n${enabled ? `Wants=${unit}\n` : ""}`,
    [unit]: unitText(options),
  });
  const runtimeDir = environment.XDG_RUNTIME_DIR;
  if (!enabled) await systemctl("start", unit);
  return {
    supervisor: `systemd: { unit: web, user: true, runtimeDir: ${runtimeDir} }`,
    says: [
      "the systemd unit web.service of the user manager",
      "systemctl --user --no-ask-password kill --kill-who=all --signal=SIGKILL web.service; systemctl --user --no-ask-password restart web.service",
    ],
    url: `http://127.0.0.1:${port}/`,
    start: async () => void (await systemctl("start", unit)),
    stop: async () => void (await systemctl("stop", unit)),
    restart: async () => void (await systemctl("restart", unit)),
  };
}

export interface UserManager {
  /** What a process needs so that `systemctl --user`, and whoever writes units, reaches this manager. */
  readonly environment: Readonly<Record<"XDG_RUNTIME_DIR" | "XDG_CONFIG_HOME" | "HOME", string>>;
  systemctl(...words: readonly string[]): Promise<string>;
  /** All processes in the manager's cgroup, its own included. */
  processes(): readonly number[];
}

/** Whoever takes it away again: a test, or a benchmark. */
type Ends = Pick<TestContext, "after">;

/** Starts it with these units, of which mini.target is what it brings up. */
export async function userManager(
  t: Ends,
  folder: string,
  units: Readonly<Record<string, string>> = { "mini.target": "[Unit]\nDescription=nothing\n" },
): Promise<UserManager> {
  const place = join(folder, "systemd");
  const environment = {
    XDG_RUNTIME_DIR: join(place, "run"),
    XDG_CONFIG_HOME: join(place, "config"),
    HOME: join(place, "home"),
  };
  const written = join(environment.XDG_CONFIG_HOME, "systemd", "user");
  for (const one of [environment.XDG_RUNTIME_DIR, written, environment.HOME])
    mkdirSync(one, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(units)) writeFileSync(join(written, name), text);
  const group = await startManager(t, place);
  t.after(() => endGroup(group));
  const systemctl = (...words: readonly string[]) => run(["systemctl", "--user", ...words], environment);
  await until("the manager answers", () => systemctl("show", "-P", "LoadState", "mini.target").catch(() => undefined));
  return { environment, systemctl, processes: () => processesIn(group) };
}

function processesIn(group: string): readonly number[] {
  const own = readFileSync(join(group, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  const below = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...own, ...below.flatMap((entry) => processesIn(join(group, entry.name)))];
}

function unitText(options: RigOptions): string {
  const { restarts } = options;
  const policy = restarts === false ? "Restart=no" : `Restart=always\nRestartSec=${restarts.afterSeconds}`;
  const command = commandOf(options).map((word) => JSON.stringify(word).replaceAll("$", "$$$$"));
  return `[Unit]\nStartLimitIntervalSec=60\nStartLimitBurst=6\n[Service]\nExecStart=${command.join(" ")}\n${policy}\n`;
}

/** Resolves to the folder of its cgroup. */
async function startManager(t: Ends, place: string): Promise<string> {
  const group = join(cgroupRoot(), `chiron-test-${process.pid}-${Math.round(performance.now())}`);
  mkdirSync(group);
  const inside = [
    "mount --make-rprivate /",
    "mount -t tmpfs tmpfs /run",
    // Without it the manager ends without a word.
    "mkdir -p /run/systemd/system",
    "mount -t cgroup2 cgroup2 /sys/fs/cgroup",
    `exec env -i PATH=$PATH XDG_RUNTIME_DIR=${place}/run XDG_CONFIG_HOME=${place}/config HOME=${place}/home ${manager} --user --unit=mini.target`,
  ].join(" && ");
  const script = `echo $$ > ${group}/cgroup.procs && exec unshare --mount --cgroup sh -c '${inside}'`;
  const child = spawn("sh", ["-c", script], { stdio: "ignore", detached: true });
  t.after(() => {
    if (child.exitCode === null) child.kill("SIGKILL");
  });
  return group;
}

async function endGroup(group: string): Promise<void> {
  writeFileSync(join(group, "cgroup.kill"), "1");
  await until("nothing of it is left", () => {
    try {
      removeGroups(group);
      return true;
    } catch {
      return false;
    }
  });
}

function removeGroups(group: string): void {
  for (const entry of readdirSync(group, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroups(join(group, entry.name));
  rmdirSync(group);
}
