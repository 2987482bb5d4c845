/** The real clock. */
import { setTimeout as sleepFor } from "node:timers/promises";
import type { Clock, Timer } from "../index.ts";

/** setTimeout calls at once when it is asked for more (about 25 days). */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

export function createRealClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    // Unreferenced: what keeps the engine alive are its servers, and a clean end must not wait for the next poll.
    after: (delayMs, callback) => startTimer(delayMs, callback),
    // Referenced: somebody is waiting for it, which a command of the CLI has to live to see.
    sleep: (delayMs, signal) => sleep(delayMs, signal),
  };
}

function startTimer(delayMs: number, callback: () => void): Timer {
  if (delayMs <= LONGEST_TIMEOUT_MS) {
    const timeout = setTimeout(callback, delayMs).unref();
    return { cancel: () => clearTimeout(timeout) };
  }
  let current = startTimer(LONGEST_TIMEOUT_MS, () => {
    current = startTimer(delayMs - LONGEST_TIMEOUT_MS, callback);
  });
  return { cancel: () => current.cancel() };
}

async function sleep(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  let leftMs = delayMs;
  try {
    while (leftMs > LONGEST_TIMEOUT_MS) {
      await sleepFor(LONGEST_TIMEOUT_MS, undefined, { signal });
      leftMs -= LONGEST_TIMEOUT_MS;
    }
    await sleepFor(leftMs, undefined, { signal });
  } catch (error) {
    // Node wraps the reason in an AbortError of its own.
    signal?.throwIfAborted();
    throw error;
  }
}
