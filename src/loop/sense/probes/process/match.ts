/** Processes by a text in their command line. */
import type { ProbeAnswer, ProbeContext, ProcessIdentity } from "#core/model";
import { isSame, lookAt, type Sight } from "./sight.ts";

type Found = Extract<Sight, { found: true }>;
interface Known {
  readonly processes: readonly ProcessIdentity[];
  readonly listedAt: number;
}

/** Reading all command lines costs much more than looking whether the known ones are still there. */
const relistMs = 30_000;
const knownKey = "known";

export function findMatching(text: string, wanted: number, context: ProbeContext): ProbeAnswer {
  const now = context.clock.monotonic();
  const known = context.memory.get(knownKey) as Known | undefined;
  let alive = known === undefined || now - known.listedAt >= relistMs ? [] : stillThere(known.processes, context);
  if (alive.length < wanted) {
    const self = context.processes.self.pid;
    const listed = context.processes
      .list()
      .filter(({ identity, command }) => identity.pid !== self && command.includes(text));
    const processes = listed.map(({ identity }) => identity);
    alive = stillThere(processes, context);
    context.memory.set(knownKey, { processes, listedAt: now } satisfies Known);
  }
  return describe(alive, text, wanted);
}

/** A zombie has no command line any more, and does no work. */
function stillThere(processes: readonly ProcessIdentity[], context: ProbeContext): readonly Found[] {
  return processes.flatMap((identity) => {
    const sight = lookAt(identity.pid, context);
    return sight !== undefined && sight.state !== "Z" && isSame(sight.process, identity) ? [sight] : [];
  });
}

function describe(alive: readonly Found[], text: string, wanted: number): ProbeAnswer {
  const running = alive.length >= wanted;
  const [first] = alive;
  const values = {
    running,
    count: alive.length,
    stopped: alive.length > 0 && alive.every(({ state }) => state === "T"),
    zombie: false,
    // Of several, no single one stands for the target.
    ...(first !== undefined && alive.length === 1 && wanted === 1
      ? { pid: first.process.pid, state: first.state }
      : {}),
  };
  if (running) return { available: true, values };
  return {
    available: true,
    values,
    error: `${alive.length} of ${wanted} processes with ${JSON.stringify(text)} in their command line`,
  };
}
