/**
 * A clock that stands still until the test moves it. Timers fire in the order of their times (of equal ones, the first
 * started), each at exactly its own time; between two of them everything that was set going runs to its next wait.
 */
import type { Clock, Timer } from "../index.ts";

const DEFAULT_START = Date.UTC(2026, 0, 1);
const DEFAULT_MAX_TIMERS = 10_000;
/** A callback that queues work with setImmediate, as a grouped commit does, whose result queues more. */
const TURNS = 3;

export interface TestClock extends Clock {
  /** Moves time on, firing what becomes due, also what is started on the way. */
  advance(ms: number): Promise<void>;
  /** The same, up to a time as `now` tells it. Never back. */
  advanceTo(time: number): Promise<void>;
  /** Moves on from timer to timer until none is left; throws when that does not end, as with anything periodic. */
  runUntilIdle(maxTimers?: number): Promise<void>;
  /** Sets the wall clock forward or back, as an administrator would; `monotonic` and timers do not notice. */
  stepWallClock(ms: number): void;
  /** How many timers and sleeps are waiting. */
  readonly waiting: number;
}

interface Entry {
  readonly dueAt: number;
  readonly callback: () => void;
}

export function createTestClock(options: { readonly start?: number } = {}): TestClock {
  let elapsed = 0;
  let wallOffset = options.start ?? DEFAULT_START;
  let moving = false;
  const entries: Entry[] = [];

  const after = (delayMs: number, callback: () => void): Timer => {
    const entry = { dueAt: elapsed + Math.max(0, delayMs), callback };
    const later = entries.findIndex((other) => other.dueAt > entry.dueAt);
    entries.splice(later === -1 ? entries.length : later, 0, entry);
    return { cancel: () => removeFrom(entries, entry) };
  };

  const fireUpTo = async (target: number, maxTimers: number): Promise<void> => {
    if (moving) throw new Error("the test clock is being moved already: await the first advance");
    moving = true;
    try {
      await settle();
      let fired = 0;
      for (let entry = entries[0]; entry !== undefined && entry.dueAt <= target; entry = entries[0]) {
        if (++fired > maxTimers)
          throw new Error(`more than ${maxTimers} timers fired: something starts them again and again`);
        entries.shift();
        elapsed = entry.dueAt;
        entry.callback();
        await settle();
      }
    } finally {
      moving = false;
    }
  };

  const advance = async (ms: number): Promise<void> => {
    if (!(ms >= 0)) throw new Error(`time cannot be moved by ${ms} ms`);
    const target = elapsed + ms;
    await fireUpTo(target, Number.POSITIVE_INFINITY);
    elapsed = target;
  };

  return {
    // Whole milliseconds, as of a real one.
    now: () => Math.floor(wallOffset + elapsed),
    monotonic: () => elapsed,
    after,
    sleep: (delayMs, signal) => sleepOn(after, delayMs, signal),
    advance,
    advanceTo: (time) => advance(time - wallOffset - elapsed),
    runUntilIdle: (maxTimers = DEFAULT_MAX_TIMERS) => fireUpTo(Number.POSITIVE_INFINITY, maxTimers),
    stepWallClock: (ms) => {
      wallOffset += ms;
    },
    get waiting() {
      return entries.length;
    },
  };
}

/** What `sleep` is where timers are simulated. */
export function sleepOn(after: Clock["after"], delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = after(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function removeFrom(entries: Entry[], entry: Entry): void {
  const index = entries.indexOf(entry);
  if (index !== -1) entries.splice(index, 1);
}

/** Lets everything run that does not wait for time: promises, and work queued for the next turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
