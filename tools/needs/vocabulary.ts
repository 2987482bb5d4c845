/**
 * What a test may need beyond Node and the packages of the lock file. A test file declares it in its head:
 *
 *     // needs: postgresql, root
 *
 * Where it is not there, `npm test` leaves the file out and says so; `npm test -- --all` fails instead, which .ci/run asks for.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fetchedProgram } from "./fetched.ts";

export interface Need {
  /** What a person does so that it is there; beginning with a verb. */
  readonly remedy: string;
  readonly isMet: () => boolean;
  /** What in the text of a test file tells that it has this need: a program's name, or a piece of test/support. */
  readonly shownBy?: RegExp;
  /** Nothing can be installed that brings it: where the kernel does not have it, its tests are left out with `--all`, too. */
  readonly ofKernel?: true;
}

export const install = "install ";

/** On Debian 12; the package brings the program. */
function packaged(name: string, isMet: () => boolean, shownBy?: RegExp): Need {
  return { remedy: `${install}${name}`, isMet, ...(shownBy === undefined ? {} : { shownBy }) };
}

export const vocabulary: Readonly<Record<string, Need>> = {
  alertmanager: packaged(
    "prometheus-alertmanager",
    () => isProgram("prometheus-alertmanager"),
    /\bstartAlertmanager\b/,
  ),
  bubblewrap: packaged("bubblewrap", mayConfine, /isolate: "bwrap"/),
  chromium: packaged("chromium", () => existsSync("/usr/bin/chromium"), /support\/browser\//),
  curl: packaged("curl", () => isProgram("curl"), /support\/guides\.ts/),
  dbus: packaged("dbus", () => existsSync("/usr/bin/dbus-daemon"), /counterparts\/desktop\.ts/),
  exim4: packaged("exim4-daemon-light", () => existsSync("/usr/sbin/exim4"), /counterparts\/mail-server\.ts/),
  freezer: {
    remedy: "run as root with the freezer of control groups of version 1 mounted",
    isMet: mayFreeze,
    shownBy: /\bopenFreezer\b/,
    ofKernel: true,
  },
  fuse: {
    remedy: "run with a kernel that has FUSE, and with access to /dev/fuse",
    isMet: () => mayUse("/dev/fuse"),
    shownBy: /hanging-mount/,
    ofKernel: true,
  },
  git: packaged("git", () => isProgram("git"), /support\/(repositories|git-scene|git-killing)\.ts|Sync\("git"/),
  kcat: packaged("kcat", () => isProgram("kcat"), /"kcat"|\bstartKafka\b/),
  libnotify: packaged("libnotify-bin", () => isProgram("notify-send"), /counterparts\/desktop\.ts/),
  "memory-group": {
    remedy: "run as root where control groups account memory",
    isMet: mayMakeMemoryGroup,
    shownBy: /\bmemoryGroup\b/,
  },
  mounts: {
    remedy: "run as root, or where users may have namespaces of their own",
    isMet: mayMount,
    shownBy: /\brequireMounts\b/,
  },
  "nats-server": packaged("nats-server", () => isProgram("nats-server"), /\bstart(Nats|JetStream)\b/),
  openclaw: {
    remedy: "run node tools/fetch.ts openclaw",
    isMet: () => fetchedProgram("openclaw") !== undefined,
    shownBy: /counterparts\/openclaw\.ts|requiredProgram\("openclaw"\)/,
  },
  openssh: packaged("openssh-server", () => existsSync("/usr/sbin/sshd") && isProgram("ssh"), /\bstartSshd\b/),
  openssl: packaged("openssl", () => isProgram("openssl"), /support\/certificates\.ts|"openssl"/),
  pm2: {
    remedy: "run node tools/fetch.ts pm2",
    isMet: () => fetchedProgram("pm2") !== undefined,
    shownBy: /supervisors\/pm2\.ts/,
  },
  postgresql: packaged("postgresql", hasPostgresql, /\bstartPostgres\b/),
  prometheus: packaged("prometheus", () => isProgram("prometheus"), /\bstartPrometheus\b/),
  python3: packaged(
    "python3",
    () => existsSync("/usr/bin/python3"),
    /support\/(balloon|zombie|counterparts\/terminal)\.ts|(spawn|service)\(\[?"python3"/,
  ),
  "python3-gi": packaged(
    "python3-gi",
    () => succeeds("/usr/bin/python3", "-c", "import gi"),
    /counterparts\/desktop\.ts/,
  ),
  "redis-server": packaged("redis-server", () => isProgram("redis-server"), /\bstartRedis\b/),
  root: { remedy: "run as root", isMet: () => process.getuid?.() === 0 },
  runit: packaged("runit", () => isProgram("runsv") && isProgram("sv"), /supervisors\/runit\.ts/),
  sqlite3: packaged("sqlite3", () => isProgram("sqlite3")),
  supervisor: packaged("supervisor", () => isProgram("supervisord"), /supervisors\/supervisord\.ts/),
  systemd: packaged("systemd", () => existsSync("/lib/systemd/systemd"), /supervisors\/systemd\.ts/),
};

/** Whether the command line would find it. */
function isProgram(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function succeeds(program: string, ...words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}

function mayUse(device: string): boolean {
  try {
    accessSync(device, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function hasPostgresql(): boolean {
  const programs = "/usr/lib/postgresql";
  return (
    existsSync(programs) && readdirSync(programs).some((one) => existsSync(join(programs, one, "bin", "postgres")))
  );
}

function mayConfine(): boolean {
  return succeeds("bwrap", "--unshare-user", "--unshare-pid", "--ro-bind", "/", "/", "true");
}

function mayMount(): boolean {
  const mount = ["--mount", "mount", "-t", "tmpfs", "tmpfs", tmpdir()];
  return succeeds("unshare", ...mount) || succeeds("unshare", "--user", "--map-root-user", ...mount);
}

function mayFreeze(): boolean {
  const root = /^cgroup (\S+) cgroup \S*\bfreezer\b/m.exec(readFileSync("/proc/mounts", "utf8"))?.[1];
  return root !== undefined && mayUse(join(root, "cgroup.procs"));
}

function mayMakeMemoryGroup(): boolean {
  const root = existsSync("/sys/fs/cgroup/cgroup.controllers") ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
  const group = join(root, `chiron-test-needs-${process.pid}`);
  try {
    mkdirSync(group);
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
}
