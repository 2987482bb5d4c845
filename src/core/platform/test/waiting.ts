/** For tests that drive real things: waiting for what happens, never for time to pass. */
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 10;
const DEFAULT_DEADLINE_MS = 20_000;

/** Polls until it gives something other than false or undefined, and returns that; `what` is for the error. */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  deadlineMs = DEFAULT_DEADLINE_MS,
): Promise<Exclude<T, false | undefined>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined) return value as Exclude<T, false | undefined>;
    if (performance.now() > end) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await sleep(POLL_MS);
  }
}

/** The promise, or an error at the deadline. Keeps the test alive, which an unreferenced process or timer does not. */
export async function within<T>(what: string, promise: Promise<T>, deadlineMs = DEFAULT_DEADLINE_MS): Promise<T> {
  const over = new AbortController();
  const late = sleep(deadlineMs, undefined, { signal: over.signal }).then(() => {
    throw new Error(`not within ${deadlineMs} ms: ${what}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
    await late.catch(() => {});
  }
}
