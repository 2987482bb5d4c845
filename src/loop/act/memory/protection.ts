/**
 * Which processes are never ended for their memory. Each rule gives its reason in words, for the dry run and the record; when in
 * doubt a process is left alone, since a machine that is short of memory is better off than one that lost the wrong process.
 */
import type { ProcessIdentity, WatchedProcess } from "#core/model";
import { ancestorsOf, type ProcessTable } from "./table.ts";
import type { MemoryUser } from "./usage.ts";

export interface Surroundings {
  readonly table: ProcessTable;
  /** This engine, and whose processes it may signal: 0 is everybody's. */
  readonly self: ProcessIdentity;
  readonly selfUserId: number;
  readonly watched: readonly WatchedProcess[];
}

export type Protection = (user: MemoryUser) => string | undefined;

/** Gives for each process why it is left alone; undefined: it may be ended. */
export function protectionIn(surroundings: Surroundings): Protection {
  const { table, selfUserId, watched } = surroundings;
  const reasons = reasonsByPid(surroundings);
  const isProtected = (target: string | undefined) =>
    watched.find((one) => one.target === target)?.isProtected === true;
  return (user) => {
    if (user.pid <= 2) return "it is the system itself";
    if (isProtected(user.service)) return ofProtected(user.service ?? "");
    const known = reasons.get(user.pid);
    if (known !== undefined && !(known === worksForChiron && user.service !== undefined)) return known;
    if (isChiron(user.command)) return "it is a Chiron";
    if (user.hasTerminal) return "it has a terminal, where a human may sit";
    if (user.isNested) return "it lives in a pid namespace of its own (a container), which cannot be judged from here";
    if (selfUserId !== 0 && user.userId !== selfUserId) return "it belongs to another user";
    if (user.killAdjustment < 0)
      return `the kernel is told to spare it when memory runs out (oom_score_adj ${user.killAdjustment})`;
    return table.get(user.pid)?.startTicks === user.startTicks ? undefined : "it has just changed";
  };
}

const worksForChiron = "it works for Chiron";

function ofProtected(target: string): string {
  return `it belongs to ${target}, which is critical or only to be watched`;
}

/** The strongest reason first: what is set once is kept. */
function reasonsByPid({ table, self, watched }: Surroundings): ReadonlyMap<number, string> {
  const reasons = new Map<number, string>();
  const protect = (pid: number, reason: string) => {
    if (!reasons.has(pid)) reasons.set(pid, reason);
  };
  protect(self.pid, "it is Chiron itself");
  for (const { pid } of ancestorsOf(self.pid, table)) protect(pid, "it started Chiron");
  // Of several targets with one process, the protected one counts: it comes last.
  const inOrder = [...watched].sort((a, b) => Number(a.isProtected) - Number(b.isProtected));
  const roots = new Map(inOrder.flatMap((one) => (one.process === null ? [] : [[one.process.pid, one] as const])));
  for (const [root, { target }] of roots) {
    for (const { pid } of ancestorsOf(root, table)) protect(pid, `it is above ${target} and may supervise it`);
  }
  for (const row of table.values()) {
    const above = ancestorsOf(row.pid, table);
    // A child may leave its parent, but stays in the session that its root leads.
    const lineage = [row.pid, ...above.map(({ pid }) => pid), row.session];
    const owners = lineage.flatMap((pid) => roots.get(pid) ?? []);
    const owner = owners.find(({ isProtected }) => isProtected);
    if (owner !== undefined) protect(row.pid, ofProtected(owner.target));
    // Also a plain child of Chiron's: a check or a step at work. Services are judged by their own rules.
    if (owners.length === 0 && lineage.includes(self.pid)) protect(row.pid, worksForChiron);
    if (!row.hasTerminal) continue;
    for (const { pid } of above) protect(pid, "it holds a session with a terminal, where a human may sit");
  }
  return reasons;
}

/** Another engine, a mender or a watchdog, of whatever installation. */
function isChiron(command: readonly string[]): boolean {
  return command.slice(0, 5).some((word) => /(^|\/)chiron(\.js)?$/.test(word));
}
