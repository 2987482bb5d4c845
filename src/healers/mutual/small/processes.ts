/**
 * What must be known of processes and of time here, by /proc alone. The platform knows more (#core/platform), and is many times larger than
 * the watchdog may be.
 */
import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "#core/model";

export interface ProcessStat {
  readonly identity: ProcessIdentity;
  /** The letter of proc_pid_stat(5): R, S, D, T (stopped), Z (ended, not yet asked for) … */
  readonly state: string;
  readonly group: number;
  readonly session: number;
}

const bootFile = "/proc/sys/kernel/random/boot_id";

/** Changes with every boot, so that what was measured by `uptimeMs` is known to be of this one. Throws where there is no /proc. */
export function bootId(): string {
  return readFileSync(bootFile, "utf8").trim();
}

/** Since the boot, time asleep included; nobody can set it, unlike the wall clock. proc_uptime(5), hundredths of a second. Throws as `bootId`. */
export function uptimeMs(): number {
  return Math.round(Number.parseFloat(readFileSync("/proc/uptime", "utf8")) * 1_000);
}

/** Undefined when there is none; one that has ended is still there until its parent has asked for it. */
export function statOf(pid: number): ProcessStat | undefined {
  return parseStat(readProc(`/proc/${pid}/stat`), readProc(bootFile).trim());
}

/** Undefined when there is none, a zombie included: it has ended. */
export function lookAt(pid: number): ProcessStat | undefined {
  const stat = statOf(pid);
  return stat === undefined || stat.state === "Z" || stat.state === "X" ? undefined : stat;
}

/** That very process, or undefined: a pid is used again. */
export function findProcess(identity: ProcessIdentity): ProcessStat | undefined {
  const stat = lookAt(identity.pid);
  return stat !== undefined && isSame(stat.identity, identity) ? stat : undefined;
}

export function isAlive(identity: ProcessIdentity): boolean {
  return findProcess(identity) !== undefined;
}

export function isSame(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTicks === b.startTicks && a.bootId === b.bootId;
}

export function ownIdentity(): ProcessIdentity {
  const own = lookAt(process.pid);
  if (own === undefined) throw new Error("this process is not in /proc");
  return own.identity;
}

/** Of physical memory; 0 when it cannot be read. */
export function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`/proc/${pid}/status`))?.[1];
  return kibibytes === undefined ? 0 : Number(kibibytes) * 1_024;
}

/** The name stands in parentheses and may hold any of them itself; after the last one come only a letter and numbers. */
export function parseStat(line: string, boot: string): ProcessStat | undefined {
  const nameEnd = line.lastIndexOf(")");
  const fields = line.slice(nameEnd + 2).split(" ");
  const [state = "", , group, session] = fields;
  const pid = Number.parseInt(line, 10);
  const startTicks = Number(fields[19]);
  if (nameEnd === -1 || !(pid > 0) || !(startTicks >= 0) || state.length !== 1) return undefined;
  return { identity: { pid, startTicks, bootId: boot }, state, group: Number(group), session: Number(session) };
}

function readProc(path: string): string {
  try {
    // Of all ways in, Node's own for UTF-8 alone takes no buffers, which would stay until the next collection: this is asked many times a second.
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
