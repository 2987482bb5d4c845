/** Which process is meant, for certain: a pid alone may have been given to another one since. */
import type { ProcessIdentity } from "#core/model";
import type { Clock, Files, Processes } from "#core/platform";

/** The unit of field 22 of /proc/PID/stat. Linux fixes it at 100 for user space, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

interface Means {
  readonly files: Files;
  readonly clock: Clock;
}

export function sameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTicks === b.startTicks && a.bootId === b.bootId;
}

/** Alive means: that very process, and more than a zombie that nobody has reaped yet. */
export function isAlive(processes: Processes, identity: ProcessIdentity): boolean {
  const seen = processes.look(identity.pid);
  return seen.exists && sameProcess(seen.identity, identity) && !isDeadState(seen.state);
}

/** Z: it has ended, its parent has not asked yet. X, x: it is just going. */
export function isDeadState(state: string): boolean {
  return state === "Z" || state === "X" || state === "x";
}

/** When the process started, by the wall clock as it stands now; undefined where /proc does not say. */
export async function startedAtOf(identity: ProcessIdentity, means: Means): Promise<number | undefined> {
  const uptimeTicks = await uptimeInTicks(means.files);
  if (uptimeTicks === undefined) return undefined;
  const ageTicks = Math.max(0, uptimeTicks - identity.startTicks);
  return Math.round(means.clock.now() - (ageTicks / ticksPerSecond) * 1_000);
}

/** What the start time of a process would read that had started `ageMs` ago. */
export async function startTicksAgo(ageMs: number, means: Means): Promise<number | undefined> {
  const uptimeTicks = await uptimeInTicks(means.files);
  return uptimeTicks === undefined ? undefined : uptimeTicks - (ageMs / 1_000) * ticksPerSecond;
}

async function uptimeInTicks(files: Files): Promise<number | undefined> {
  const text = await files.read("/proc/uptime", 100).catch(() => "");
  const seconds = Number.parseFloat(text);
  return Number.isFinite(seconds) ? seconds * ticksPerSecond : undefined;
}
