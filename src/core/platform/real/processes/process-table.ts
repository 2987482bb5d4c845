/** What /proc says about processes, read synchronously in as few small reads as possible. */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from "node:fs";
import type { ProcessIdentity } from "#core/model";
import type { ProcessLook } from "../../index.ts";
import { type ProcessStat, parseStat } from "./process-stat.ts";

const STAT_BYTES = 1_024;
const FIRST_READ_BYTES = 65_536;

export class ProcessTable {
  // One buffer for all looks: they are synchronous, so that none can see another's bytes.
  private readonly statBuffer = Buffer.allocUnsafeSlow(STAT_BYTES);
  private readonly textBuffer = Buffer.allocUnsafeSlow(FIRST_READ_BYTES);
  private boot: string | undefined;

  get bootId(): string {
    this.boot ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return this.boot;
  }

  stat(pid: number): ProcessStat | undefined {
    if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
    const length = this.readInto(this.statBuffer, `/proc/${pid}/stat`);
    return length <= 0 ? undefined : parseStat(this.statBuffer, length);
  }

  look(pid: number): ProcessLook {
    const stat = this.stat(pid);
    if (stat === undefined) return { exists: false };
    return { exists: true, identity: this.identityOf(stat), state: stat.state, parentPid: stat.parentPid };
  }

  identityOf(stat: ProcessStat): ProcessIdentity {
    return { pid: stat.pid, startTicks: stat.startTicks, bootId: this.bootId };
  }

  /** The line of exactly this process; undefined when it has gone, even if its pid has a new owner. */
  statOf(identity: ProcessIdentity): ProcessStat | undefined {
    if (identity.bootId !== this.bootId) return undefined;
    const stat = this.stat(identity.pid);
    return stat?.startTicks === identity.startTicks ? stat : undefined;
  }

  /** Zombies do not count. */
  isAlive(identity: ProcessIdentity): boolean {
    const stat = this.statOf(identity);
    return stat !== undefined && !isDead(stat);
  }

  pids(): number[] {
    const pids: number[] = [];
    for (const name of readdirSync("/proc")) {
      const first = name.charCodeAt(0);
      if (first >= 48 && first <= 57) pids.push(Number(name));
    }
    return pids;
  }

  /** Each thread has children of its own (proc_tid_children(5)). */
  children(pid: number): number[] {
    const children: number[] = [];
    for (const thread of listOrNothing(`/proc/${pid}/task`)) {
      const length = this.readInto(this.textBuffer, `/proc/${pid}/task/${thread}/children`);
      const text = this.textBuffer.toString("latin1", 0, Math.max(length, 0));
      for (const child of text.split(" ")) if (child !== "") children.push(Number(child));
    }
    return children;
  }

  /**
   * The pids that were given out after `pid`, which covers everything that it has started. The kernel gives them out in
   * ascending order and then begins anew; it tells the last one, so that mostly no search is needed at all.
   */
  pidsSince(pid: number): number[] {
    const length = this.readInto(this.statBuffer, "/proc/loadavg");
    const last = Number(this.statBuffer.toString("latin1", 0, Math.max(length, 0)).trim().split(" ")[4]);
    if (!(last > 0)) return this.pids();
    if (last === pid) return [];
    return this.pids().filter((other) => (last > pid ? other > pid && other <= last : other > pid || other <= last));
  }

  all(pids: readonly number[] = this.pids()): ProcessStat[] {
    const stats: ProcessStat[] = [];
    for (const pid of pids) {
      const stat = this.stat(pid);
      if (stat !== undefined) stats.push(stat);
    }
    return stats;
  }

  /** `environ`, `cmdline`: entries that end in a zero byte. Empty when unreadable. Valid until the next call. */
  entries(pid: number, name: "environ" | "cmdline"): Buffer {
    const path = `/proc/${pid}/${name}`;
    const length = this.readInto(this.textBuffer, path);
    if (length < this.textBuffer.length) return this.textBuffer.subarray(0, Math.max(length, 0));
    try {
      return readFileSync(path);
    } catch {
      return this.textBuffer.subarray(0, 0);
    }
  }

  /** Undefined when it has gone or is somebody else's. */
  workingFolder(pid: number): string | undefined {
    try {
      return readlinkSync(`/proc/${pid}/cwd`);
    } catch {
      return undefined;
    }
  }

  /** Number of bytes, or -1 when it has gone or is somebody else's. */
  private readInto(buffer: Buffer, path: string): number {
    let descriptor = -1;
    try {
      descriptor = openSync(path, "r");
      return readSync(descriptor, buffer, 0, buffer.length, 0);
    } catch {
      return -1;
    } finally {
      if (descriptor !== -1) closeSync(descriptor);
    }
  }
}

function listOrNothing(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A zombie waits only for its parent to ask how it ended; where pid 1 reaps nothing it stays for ever. */
export function isDead(stat: ProcessStat): boolean {
  return stat.state === "Z" || stat.state === "X";
}

/** Whether one of the zero-terminated entries is exactly `entry`. */
export function hasEntry(entries: Buffer, entry: Buffer): boolean {
  for (let at = entries.indexOf(entry); at !== -1; at = entries.indexOf(entry, at + 1)) {
    const after = at + entry.length;
    if ((at === 0 || entries[at - 1] === 0) && (after === entries.length || entries[after] === 0)) return true;
  }
  return false;
}
