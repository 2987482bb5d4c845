/** Ends a whole tree of processes: asks, waits, insists, until a search finds nothing any more. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessIdentity } from "#core/model";
import type { ProcessStat } from "./process-stat.ts";
import type { ProcessTable } from "./process-table.ts";
import { killGroup, sendToAll } from "./signals.ts";
import { findTree } from "./tree.ts";

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 50;
const QUIET_SEARCHES = 3;
/** What is still there after that cannot be ended: it hangs inside the kernel (state D). */
const INSIST_MS = 5_000;

export interface TreeEnd {
  readonly root: ProcessIdentity;
  readonly mark: string;
  readonly graceMs: number;
}

/** Resolves to those that could not be ended; nearly always none. */
export async function endTree(
  table: ProcessTable,
  { root, mark, graceMs }: TreeEnd,
): Promise<readonly ProcessIdentity[]> {
  // Once seen, a process stays known, also when it then leaves its parent, its session and its environment behind.
  const known = new Map<string, ProcessIdentity>();
  const search = (): ProcessStat[] => {
    const found = findTree(table, { seeds: [root, ...known.values()], marks: [mark] });
    for (const stat of found) known.set(`${stat.pid}.${stat.startTicks}`, table.identityOf(stat));
    return found;
  };
  const graceEnd = performance.now() + graceMs;
  let found = search();
  if (graceMs > 0) sendToAll(found, "SIGTERM");
  let pauseMs = FIRST_PAUSE_MS;
  while (found.length > 0 && performance.now() < graceEnd) {
    await sleep(Math.min(pauseMs, graceMs));
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    // The cheap look first: a search reads all of /proc.
    if (![...known.values()].some((identity) => table.isAlive(identity))) found = search();
  }
  const insistEnd = performance.now() + INSIST_MS;
  // A fork can slip through one search, between the list of pids and the look at each; so nothing must be found several times.
  for (let quiet = 0; quiet < QUIET_SEARCHES && performance.now() < insistEnd; ) {
    found = search();
    sendToAll(found, "SIGKILL");
    // At one stroke, so that what forks and ends all the time cannot stay ahead; also when the search saw nothing, since that is
    // just what such a program can bring about. The root leads a group of its own, whose number is not given away while it has members.
    killGroup(root.pid);
    quiet = found.length === 0 ? quiet + 1 : 0;
    if (found.length > 0 || quiet === 1) await sleep(FIRST_PAUSE_MS);
  }
  return found.map((stat) => table.identityOf(stat));
}
