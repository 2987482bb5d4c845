/** Real memory, really taken: balloons, and control groups to put them into. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import type { Writable } from "node:stream";
import type { TestContext } from "node:test";
import { until, within } from "#core/platform/test";

export interface MemoryGroup {
  readonly path: string;
  add(pid: number): void;
}

export interface Balloon {
  readonly pid: number;
  /** Stands in its command line and in nobody else's. */
  readonly tag: string;
  end(): Promise<void>;
}

/**
 * Touches every page, says so, and waits. It leaves its parent and its session, as any foreign process would be, and ends
 * with the test that holds the other end of its descriptor 3, so that nothing is left behind.
 */
const program = `
import os, signal, sys, threading
if os.fork(): os._exit(0)
os.setsid()
if os.fork(): os._exit(0)
size, deaf = int(sys.argv[1]), sys.argv[2] == "deaf"
if deaf: signal.signal(signal.SIGTERM, signal.SIG_IGN)
held = bytearray(os.urandom(4096)) * (size * 256)
threading.Thread(target=lambda: (os.read(3, 1), os.kill(os.getpid(), signal.SIGKILL)), daemon=True).start()
print(os.getpid(), flush=True)
signal.pause()
`;

export interface BalloonOptions {
  readonly group?: MemoryGroup;
  /** SIGTERM does not end it. */
  readonly deaf?: boolean;
  readonly tag?: string;
  /** What it is started by, as an argument list before its own. */
  readonly under?: readonly string[];
}

/** For one test's balloons, and for nothing else on this machine. */
export function balloonTag(): string {
  return `chiron-balloon-${process.pid}-${performance.now()}`;
}

/** Resolves once the memory is taken. */
export async function inflate(t: TestContext, mebibytes: number, options: BalloonOptions = {}): Promise<Balloon> {
  const { group, deaf = false, tag = balloonTag(), under = [] } = options;
  const words = [...under, "python3", "-c", program, String(mebibytes), deaf ? "deaf" : "polite", tag];
  const child = spawn(words[0] ?? "", words.slice(1), {
    stdio: ["ignore", "pipe", "inherit", "pipe"],
  });
  const line = child.stdio[3] as Writable;
  if (child.pid !== undefined) group?.add(child.pid);
  const pid = Number(await within("a balloon", firstLine(child), 30_000));
  const end = async () => {
    line.end();
    await until("the balloon is gone", () => !isThere(pid));
  };
  t.after(end);
  return { pid, tag, end };
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
