/** Real memory, really taken: balloons, and control groups to put them into. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import type { Writable } from "node:stream";
import type { TestContext } from "node:test";
import { until, within } from "#core/platform/test";

export interface MemoryGroup {
  readonly path: string;
  add(pid: number): void;
}

export interface Balloon {
  readonly pid: number;
  /** Of its child; 0 when it has none. */
  readonly child: number;
  /** Stands in its command line and in nobody else's. */
  readonly tag: string;
  end(): Promise<void>;
}

/**
 * Leaves its parent and its session, as any foreign process would be, touches every page, says so, and waits. It ends with the test
 * that holds the other end of its descriptor 3, so that nothing is left behind.
 */
const program = `
import fcntl, os, pty, signal, sys, termios, threading
size, how, tag, *under = sys.argv[1:]
def sit(): fcntl.ioctl(pty.openpty()[1], termios.TIOCSCTTY, 0)
def bear():
    child = os.fork()
    if child: return child
    if "seated" in how: os.setsid(); sit()
    os.read(3, 1); os._exit(0)
if "inside" not in how:
    os.read(0, 1)
    if os.fork(): os._exit(0)
    os.setsid()
    if "terminal" in how: sit()
    elif os.fork(): os._exit(0)
    if under: os.execvp(under[0], under + [sys.executable, "-c", sys.orig_argv[2], size, how + "inside", tag])
if "deaf" in how: signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = bear() if "child" in how else 0
held = bytearray(os.urandom(4096)) * (int(size) * 256)
threading.Thread(target=lambda: (os.read(3, 1), os._exit(0)), daemon=True).start()
os.write(1, b"%d %d" % (os.getpid(), child))
signal.pause()
`;

export interface BalloonOptions {
  readonly group?: MemoryGroup;
  /** SIGTERM does not end it. */
  readonly deaf?: boolean;
  /** It has a controlling terminal, as a human's shell would. */
  readonly terminal?: boolean;
  /** It has a small child, on a terminal of its own if it is seated. */
  readonly child?: "plain" | "seated";
  readonly tag?: string;
  /** What it is started by, once it has left its parent; its arguments follow. */
  readonly under?: readonly string[];
}

/** For one test's balloons, and for nothing else on this machine. */
export function balloonTag(): string {
  return `chiron-balloon-${process.pid}-${performance.now()}`;
}

/** Resolves once the memory is taken. */
export async function inflate(t: TestContext, mebibytes: number, options: BalloonOptions = {}): Promise<Balloon> {
  const { group, deaf = false, terminal = false, tag = balloonTag(), under = [] } = options;
  const how = [deaf ? "deaf" : "", terminal ? "terminal" : "", options.child ? `child ${options.child}` : ""].join();
  const child = spawn("python3", ["-c", program, String(mebibytes), how, tag, ...under], {
    stdio: ["pipe", "pipe", "inherit", "pipe"],
  });
  const line = child.stdio[3] as Writable;
  if (child.pid !== undefined) group?.add(child.pid);
  // Only now may it begin: what it took before would not be counted in the group.
  child.stdin?.end("go");
  const [said = "", born] = (await within("a balloon", firstLine(child), 30_000)).split(" ");
  const pid = pidOutside(said, tag);
  const end = async () => {
    line.end();
    await until("the balloon is gone", () => !isThere(pid));
  };
  t.after(end);
  return { pid, child: Number(born), tag, end };
}

/** Inside a pid namespace a process is told another pid than the one it has here. */
function pidOutside(said: string, tag: string): number {
  const isIt = (pid: string) => {
    try {
      const inner = /^NSpid:.*\s(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      return inner === said && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(tag);
    } catch {
      return false;
    }
  };
  return Number(readdirSync("/proc").find((name) => /^\d+$/.test(name) && isIt(name)));
}

async function firstLine(child: ChildProcess): Promise<string> {
  child.stdout?.setEncoding("utf8");
  const [said] = await once(child.stdout ?? child, "data");
  return String(said);
}

/** Zombies do not count: who reaps them is not the test's affair. */
export function isThere(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** A control group of its own with a limit, by whichever version accounts memory here. */
export function memoryGroup(t: TestContext, mebibytes: number): MemoryGroup {
  const unified = "/sys/fs/cgroup/cgroup.subtree_control";
  const isUnified = existsSync(unified);
  if (isUnified && !readFileSync(unified, "utf8").includes("memory")) writeFileSync(unified, "+memory");
  const path = `${isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"}/chiron-test-${process.pid}-${Date.now()}`;
  mkdirSync(path);
  writeFileSync(`${path}/${isUnified ? "memory.max" : "memory.limit_in_bytes"}`, String(mebibytes * 1024 ** 2));
  t.after(() => until("the group is empty", () => remove(path)));
  return { path, add: (pid) => writeFileSync(`${path}/cgroup.procs`, String(pid)) };
}

/** Only an empty one can be removed; what is in it was put there by the test. One that has ended is in it for a moment more. */
function remove(path: string): boolean {
  for (const pid of readFileSync(`${path}/cgroup.procs`, "utf8").split("\n").filter(Boolean)) {
    if (isThere(Number(pid))) process.kill(Number(pid), "SIGKILL");
  }
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}
