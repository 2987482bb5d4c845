/**
 * Everything that a process has started, as far as the kernel lets one know. A process may leave its parent (by a
 * double fork), its group and its session (by setsid); it keeps its environment. So a tree is: descendants by parent,
 * members of the groups and sessions that any of them leads, and carriers of the mark. What does all of these and also
 * empties its environment before it was first seen is not found; a container is the means against that.
 */
import type { ProcessIdentity } from "#core/model";
import type { ProcessStat } from "./process-stat.ts";
import { hasEntry, isDead, type ProcessTable } from "./process-table.ts";
import { isStandby } from "./standby.ts";

export interface TreeSearch {
  /** Alive or gone: the group and session of a process stay when it ends, and its pid is not given out again before. */
  readonly seeds: readonly ProcessIdentity[];
  /** `NAME=value`, as it stands in the environment. */
  readonly marks: readonly string[];
  /** Where to look; default: everywhere. */
  readonly pids?: readonly number[];
}

/** Those that are alive, the seeds included. Never ourselves, nor anything that we descend from. */
export function findTree(table: ProcessTable, { seeds, marks, pids }: TreeSearch): ProcessStat[] {
  const usable = seeds.filter((seed) => seed.bootId === table.bootId && seed.pid > 1);
  const earliest = Math.min(...usable.map((seed) => seed.startTicks));
  const stats = table.all(pids);
  const byPid = new Map(stats.map((stat) => [stat.pid, stat]));
  const lineage = ownLineage(byPid);
  const members = new Set<number>();
  for (const seed of usable) {
    const holder = byPid.get(seed.pid);
    if ((holder === undefined || holder.startTicks === seed.startTicks) && !lineage.has(seed.pid))
      members.add(seed.pid);
  }
  // A child is never older than its parent: what is cannot belong.
  const others = stats.filter((stat) => stat.startTicks >= earliest && !lineage.has(stat.pid));
  addRelatives(members, others);
  const wanted = marks.map((mark) => Buffer.from(mark));
  let carriers = 0;
  for (const stat of wanted.length === 0 ? [] : others) {
    if (members.has(stat.pid) || isDead(stat) || !carries(table, stat.pid, wanted)) continue;
    members.add(stat.pid);
    carriers++;
  }
  if (carriers > 0) addRelatives(members, others);
  return others.filter((stat) => members.has(stat.pid) && !isDead(stat));
}

function addRelatives(members: Set<number>, stats: readonly ProcessStat[]): void {
  let before = -1;
  while (members.size !== before) {
    before = members.size;
    for (const { pid, parentPid, group, session } of stats) {
      if (members.has(parentPid) || members.has(group) || members.has(session)) members.add(pid);
    }
  }
}

function carries(table: ProcessTable, pid: number, marks: readonly Buffer[]): boolean {
  const environment = table.entries(pid, "environ");
  return marks.some((mark) => hasEntry(environment, mark)) && !isStandby(table.entries(pid, "cmdline"));
}

/** Our own pid and those we descend from. */
function ownLineage(byPid: ReadonlyMap<number, ProcessStat>): Set<number> {
  const lineage = new Set<number>();
  for (let pid = process.pid; pid > 0 && !lineage.has(pid); pid = byPid.get(pid)?.parentPid ?? 0) lineage.add(pid);
  return lineage;
}

/** The marks by which everything that this service or run started can be known; none for a mere member of one. */
export function marksOf(table: ProcessTable, identity: ProcessIdentity): string[] {
  if (table.statOf(identity)?.session !== identity.pid) return [];
  const entries = table.entries(identity.pid, "environ").toString("utf8").split("\0");
  return entries.filter((entry) => entry.startsWith("CHIRON_SERVICE=") || entry.startsWith("CHIRON_RUN="));
}
