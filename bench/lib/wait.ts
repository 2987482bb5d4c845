import { setTimeout as delay } from "node:timers/promises";

/** Sleeps, but ends at once with an error when the run is interrupted. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(Math.max(0, milliseconds), undefined, { signal });
}

/** Asks again and again until the answer is yes; false when the time is over first. */
export async function waitUntil(
  condition: () => Promise<boolean> | boolean,
  { timeoutMs, everyMs, signal }: { timeoutMs: number; everyMs: number; signal: AbortSignal },
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() >= deadline) return false;
    await sleep(everyMs, signal);
  }
  return true;
}
