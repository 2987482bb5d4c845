/** A healer that dies at every start must not spin. */

const firstMs = 1_000;
const longestMs = 60_000;
/** One that has lived so long since its recovery is stable: what ends it then begins a new count. */
const stableAfterMs = 120_000;

export interface Attempts {
  /** Recoveries in a row without a stable life between them. */
  readonly count: number;
  /** Monotonic; of the last one's beginning. */
  readonly lastAt: number;
}

export const noAttempts: Attempts = { count: 0, lastAt: Number.NEGATIVE_INFINITY };

export function attemptAt(before: Attempts, now: number): Attempts {
  return { count: now - before.lastAt > stableAfterMs ? 1 : before.count + 1, lastAt: now };
}

/** The first is free; then 1 s, 2 s, 4 s … up to a minute after the one before. */
export function nextAttemptAt({ count, lastAt }: Attempts): number {
  return count === 0 ? lastAt : lastAt + Math.min(longestMs, firstMs * 2 ** (count - 1));
}
