/** The zombies that are the target's affair: its own process, and what it has started and never asked about. */
import type { DryRunContext, ProcessIdentity } from "#core/model";
import type { Processes } from "#core/platform";

export interface Zombie {
  readonly identity: ProcessIdentity;
  readonly parent: ProcessIdentity;
  readonly parentName: string;
  /** The parent belongs to the target, or the zombie is the target's own process: a restart of its service puts an end to it. */
  readonly isOwn: boolean;
  /** Why the parent is not woken; undefined: it may be. */
  readonly refused: string | undefined;
}

const mostProcesses = 1_000;

export async function findZombies(context: DryRunContext): Promise<readonly Zombie[]> {
  const { processes, target, watched } = context;
  const own = watched().flatMap((one) => (one.target === target.id && one.process !== null ? [one.process] : []));
  const zombies: Zombie[] = [];
  const queue = own.map(({ pid }) => pid);
  const roots = new Set(queue);
  const seen = new Set(queue);
  for (const pid of queue) {
    const look = processes.look(pid);
    if (!look.exists) continue;
    if (look.state === "Z") {
      const parent = processes.look(look.parentPid);
      if (!parent.exists) continue;
      zombies.push({
        identity: look.identity,
        parent: parent.identity,
        parentName: await nameOf(parent.identity.pid, context),
        isOwn: roots.has(pid) || seen.has(parent.identity.pid),
        refused: refusalOf(parent.identity, context),
      });
      continue;
    }
    for (const child of processes.children(pid)) {
      if (seen.has(child) || seen.size > mostProcesses) continue;
      seen.add(child);
      queue.push(child);
    }
  }
  return zombies;
}

/** The same one, not collected yet, and still of the same parent. */
export function isStillThere({ identity, parent }: Zombie, processes: Processes): boolean {
  const look = processes.look(identity.pid);
  return (
    look.exists &&
    look.state === "Z" &&
    look.identity.startTicks === identity.startTicks &&
    look.parentPid === parent.pid
  );
}

function refusalOf(parent: ProcessIdentity, { processes, target, watched }: DryRunContext): string | undefined {
  if (parent.pid <= 1) return "it is init";
  if (parent.pid === processes.self.pid) return "it is Chiron itself";
  const others = watched().find(
    (one) => one.isProtected && one.target !== target.id && one.process?.pid === parent.pid,
  );
  return others === undefined ? undefined : `it is ${others.target}, which is critical or only to be watched`;
}

async function nameOf(pid: number, { files }: DryRunContext): Promise<string> {
  return (await files.read(`/proc/${pid}/comm`, 100).catch(() => "?")).trim();
}
