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

/**
 * When the process started, by the wall clock as it stands now; undefined where /proc does not say. Rather too early than too late, for
 * as long as it took to read /proc: one that seems younger than its pid file would be taken for another.
 */
export async function startedAtOf(identity: ProcessIdentity, means: Means): Promise<number | undefined> {
  const now = means.clock.now();
  const uptimeTicks = await uptimeInTicks(means.files);
  if (uptimeTicks === undefined) return undefined;
  const ageTicks = Math.max(0, uptimeTicks - identity.startTicks);
  return Math.round(now - (ageTicks / ticksPerSecond) * 1_000);
}

/** On a busy machine a read may take long; what it gives is of any moment in between. */
const quickMs = 10;
const mostReads = 5;

/**
 * What the start time of a process would read that had started at that time of the monotonic clock. Rather too early than too late,
 * for as long as the quickest read of /proc took: whatever is older will be ended.
 */
export async function startTicksAt(monotonic: number, { files, clock }: Means): Promise<number | undefined> {
  let best: { readonly tookMs: number; readonly ticks: number } | undefined;
  for (let reads = 0; reads < mostReads && (best === undefined || best.tookMs > quickMs); reads++) {
    const before = clock.monotonic();
    const uptimeTicks = await uptimeInTicks(files);
    if (uptimeTicks === undefined) return undefined;
    const after = clock.monotonic();
    const ticks = uptimeTicks - ((after - monotonic) / 1_000) * ticksPerSecond;
    if (best === undefined || after - before < best.tookMs) best = { tookMs: after - before, ticks };
  }
  return best?.ticks;
}

async function uptimeInTicks(files: Files): Promise<number | undefined> {
  const text = await files.read("/proc/uptime", 100).catch(() => "");
  const seconds = Number.parseFloat(text);
  return Number.isFinite(seconds) ? seconds * ticksPerSecond : undefined;
}
