/**
 * Zombies: what has ended, and whose parent has not asked how. For an instant every process that ends is one, so what counts is
 * for how long the same one has been seen. When it ended the kernel does not tell.
 */
import type { ProbeContext, Values } from "#core/model";
import { lookAt, type Sight } from "./sight.ts";

/** While there is none, there is no hurry; each look costs two reads for every process that the target has started. */
const leastIntervalMs = 10_000;
const mostProcesses = 200;
const key = "zombies";

interface Known {
  readonly at: number;
  /** By pid and start time: monotonic, when it was first seen. */
  readonly since: ReadonlyMap<string, number>;
}

export function zombiesOf(sight: Sight, context: ProbeContext): Values {
  const now = context.clock.monotonic();
  const before = context.memory.get(key) as Known | undefined;
  const own = sight.found && sight.state === "Z";
  const isSoon = before !== undefined && before.since.size === 0 && now - before.at < leastIntervalMs;
  if (isSoon && !own) return { zombies: 0, zombieForMs: 0 };
  const since = new Map<string, number>();
  for (const name of sight.found ? find(sight, context) : []) since.set(name, before?.since.get(name) ?? now);
  context.memory.set(key, { at: now, since } satisfies Known);
  return { zombies: since.size, zombieForMs: Math.round(now - Math.min(now, ...since.values())) };
}

/** The process itself, and everything below it. */
function find(root: Extract<Sight, { found: true }>, context: ProbeContext): readonly string[] {
  const zombies: string[] = [];
  const queue = [root.process.pid];
  for (const pid of queue) {
    const sight = lookAt(pid, context);
    if (sight === undefined) continue;
    if (sight.state === "Z") zombies.push(`${pid}.${sight.process.startTicks}`);
    else if (queue.length < mostProcesses) queue.push(...context.processes.children(pid));
  }
  return zombies;
}
