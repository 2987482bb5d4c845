/** What the kernel says of time and of processes, read from /proc. */
import { readFileSync } from "node:fs";
import type { ProcessIdentity } from "#core/model";

/** Changes with every boot, so that what was measured by `uptimeMs` is known to be of this one. */
export function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
}

/** Since the boot, time asleep included; nobody can set it, unlike the wall clock. proc_uptime(5), hundredths of a second. */
export function uptimeMs(): number {
  return Math.round(Number.parseFloat(readFileSync("/proc/uptime", "latin1")) * 1_000);
}

export interface Seen {
  readonly identity: ProcessIdentity;
  /** The letter of /proc/PID/stat: R, S, D, T, Z … */
  readonly state: string;
}

const startField = 19;

/** Undefined when there is no such process. */
export function lookAt(pid: number): Seen | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The name in field 2 may hold spaces and brackets; counting starts after its last bracket.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const startTicks = Number(fields[startField]);
  return { identity: { pid, startTicks, bootId: bootId() }, state: fields[0] ?? "?" };
}

/** That very process, and more than a zombie. */
export function isAlive({ pid, startTicks, bootId: boot }: ProcessIdentity): boolean {
  const seen = lookAt(pid);
  if (seen === undefined || seen.identity.startTicks !== startTicks || seen.identity.bootId !== boot) return false;
  return !/[ZXx]/.test(seen.state);
}
