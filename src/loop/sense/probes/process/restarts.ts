/** How often a process that no supervisor of Chiron's tells of became another one, by what the polls before have seen. */
import type { ProbeContext, ProcessIdentity } from "#core/model";
import { isSame, type Sight } from "./sight.ts";

interface Seen {
  readonly process: ProcessIdentity;
  /** When another process was found in its place; monotonic. */
  readonly times: readonly number[];
}

const seenKey = "restarts";
const mostKept = 1_000;

export function restartsSeen(sight: Sight, windowMs: number, { clock, memory }: ProbeContext): number {
  const before = memory.get(seenKey) as Seen | undefined;
  const now = clock.monotonic();
  const times = (before?.times ?? []).filter((time) => now - time <= windowMs);
  if (!sight.found) return times.length;
  const isOther = before !== undefined && !isSame(before.process, sight.process);
  const kept = isOther ? [...times, now].slice(-mostKept) : times;
  memory.set(seenKey, { process: sight.process, times: kept } satisfies Seen);
  return kept.length;
}
