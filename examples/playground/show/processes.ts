/**
 * The processes of a playground: the engine, and all that it starts, inherit one environment variable with the playground's
 * folder. So they can be found and ended whatever happened to those who started them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "#core/model";
import type { Processes } from "#core/platform";

export const markName = "CHIRON_PLAYGROUND";

/** What was killed ends at once, unless the kernel itself is stuck with it. */
const killedWithinMs = 5_000;

export function isAlive(processes: Processes, identity: ProcessIdentity): boolean {
  const look = processes.look(identity.pid);
  if (!look.exists || look.state === "Z") return false;
  return look.identity.startTicks === identity.startTicks && look.identity.bootId === identity.bootId;
}

/** Asks all processes of the playground in this folder to end, waits, and kills what has not. Returns how many there were. */
export async function endProcesses(processes: Processes, folder: string, graceMs: number): Promise<number> {
  const find = () => processes.findByEnvironment(markName, folder);
  const signalAll = (signal: string) => {
    for (const identity of find()) processes.signal(identity, signal, "process");
  };
  const count = find().length;
  if (count === 0) return 0;
  signalAll("SIGTERM");
  // One that is held by a signal cannot end before it goes on.
  signalAll("SIGCONT");
  if (await isTrueWithin(graceMs, () => find().length === 0)) return count;
  signalAll("SIGKILL");
  if (await isTrueWithin(killedWithinMs, () => find().length === 0)) return count;
  throw new Error(`these processes cannot be ended: ${find().map(({ pid }) => pid)}`);
}

async function isTrueWithin(ms: number, condition: () => boolean): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}
