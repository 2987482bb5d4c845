/**
 * Remembers every process of a run that is not confined, so that also what left its session, its parent and its environment behind is
 * ended with it. Something that does all of that between two looks, and leaves the worktree as well, is not found: only bubblewrap keeps it.
 */
import type { AgentContext, ProcessIdentity } from "#core/model";

export const agentMark = "CHIRON_AGENT";

const everyMs = 100;
const rounds = 100;
const pauseMs = 10;

export interface Tracking {
  /** Ends what is left; resolves to how many there were. */
  end(): Promise<number>;
}

/** Begin before the run does: who is in that folder already has nothing to do with it. */
export function track(
  { id, folder }: { readonly id: string; readonly folder: string },
  { processes, clock }: Pick<AgentContext, "processes" | "clock">,
): Tracking {
  const others = new Set(processes.findByFolder?.(folder).map(({ pid }) => pid));
  const known = new Map<string, ProcessIdentity>();
  const isAlive = ({ pid, startTicks }: ProcessIdentity): boolean => {
    const look = processes.look(pid);
    return look.exists && look.state !== "Z" && look.identity.startTicks === startTicks;
  };
  const look = (): readonly ProcessIdentity[] => {
    const inFolder = (processes.findByFolder?.(folder) ?? []).filter(({ pid }) => !others.has(pid));
    const marked = [...processes.findByEnvironment(agentMark, id), ...inFolder];
    const strays = [...known.values()].filter((one) => !marked.some(({ pid }) => pid === one.pid) && isAlive(one));
    for (const seed of [...marked, ...strays])
      for (const found of [seed, ...processes.tree(seed)]) known.set(`${found.pid} ${found.startTicks}`, found);
    return [...known.values()].filter(isAlive);
  };
  const ending = new AbortController();
  const watching = (async () => {
    while (!ending.signal.aborted) {
      look();
      await clock.sleep(everyMs, ending.signal).catch(() => undefined);
    }
  })();
  return {
    async end() {
      ending.abort();
      await watching;
      const left = look();
      for (let round = 0, now = left; now.length > 0 && round < rounds; round++, now = look()) {
        for (const one of now) processes.signal(one, "SIGKILL", "tree");
        await clock.sleep(pauseMs);
      }
      return left.length;
    },
  };
}
