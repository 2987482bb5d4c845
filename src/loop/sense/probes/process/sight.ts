/** What a look for one process came to. */
import type { ProbeContext, ProcessIdentity } from "#core/model";

export type Sight =
  | { readonly found: true; readonly process: ProcessIdentity; readonly state: string; readonly parentPid: number }
  | { readonly found: false; readonly why: string };

export function gone(why: string): Sight {
  return { found: false, why };
}

/**
 * Undefined when there is none, or one that is just going. What is left to init (pid 1) has gone for everybody else, also where
 * init is slow to collect it, or never does, as in a container without a real one.
 */
export function lookAt(
  pid: number,
  { processes }: Pick<ProbeContext, "processes">,
): Extract<Sight, { found: true }> | undefined {
  const look = processes.look(pid);
  if (!look.exists || look.state === "X" || look.state === "x") return undefined;
  if (look.state === "Z" && look.parentPid <= 1) return undefined;
  return { found: true, process: look.identity, state: look.state, parentPid: look.parentPid };
}

export function isSame(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTicks === b.startTicks && a.bootId === b.bootId;
}
