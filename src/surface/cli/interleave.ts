/** Events of several streams as one list. */
import type { StoredEvent } from "#core/model";

/** By time, and each stream in its own order: a clock that was put back changes nothing about what came after what. */
export function interleave(streams: readonly (readonly StoredEvent[])[]): readonly StoredEvent[] {
  const merged: StoredEvent[] = [];
  // The next one of each stands last.
  const left = streams.map((events) => events.toReversed());
  for (;;) {
    const [first] = left.filter(({ length }) => length > 0).toSorted((a, b) => timeOf(a) - timeOf(b));
    const next = first?.pop();
    if (next === undefined) return merged;
    merged.push(next);
  }
}

function timeOf(left: readonly StoredEvent[]): number {
  return left.at(-1)?.at ?? 0;
}
