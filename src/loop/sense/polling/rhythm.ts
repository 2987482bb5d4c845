/** When a source is polled next. Times are monotonic milliseconds. */
import type { Random } from "#core/platform";

/** The first polls are spread, but nobody shall wait longer than this to see whether a target is well. */
const longestFirstWaitMs = 5_000;
const jitter = 0.05;
/** Slots fall on common marks, so that one waking up, which costs more than a poll, serves several. */
const marks = { perInterval: 50, longestMs: 100, fromEveryMs: 1_000 };
const suspicion = { firstMs: 250, longestMs: 2_000 };

export function firstSlot(now: number, everyMs: number, random: Random): number {
  return marked(now + random.next() * Math.min(everyMs, longestFirstWaitMs), everyMs);
}

/** The second comes anywhere within the interval, so that targets that began together do not stay together. */
export function secondGap(everyMs: number, random: Random): number {
  return everyMs <= longestFirstWaitMs ? nextGap(everyMs, random) : everyMs * (0.1 + 0.9 * random.next());
}

export function nextGap(everyMs: number, random: Random): number {
  return everyMs * (1 + jitter * (2 * random.next() - 1));
}

/**
 * The first slot that has not passed. Slots that passed while the poll was under way are left out, never made up for; one
 * that has only just passed is still taken, or a poll that lasts just as long as the interval would halve it.
 */
export function nextSlot(startedAt: number, gapMs: number, everyMs: number, now: number): number {
  const slot = startedAt + gapMs;
  if (slot > now) return Math.max(now, marked(slot, everyMs));
  const missed = now - slot;
  return missed <= everyMs * 2 * jitter ? now : marked(slot + Math.ceil(missed / everyMs) * everyMs, everyMs);
}

function marked(at: number, everyMs: number): number {
  if (everyMs < marks.fromEveryMs) return at;
  const markMs = Math.min(marks.longestMs, everyMs / marks.perInterval);
  return Math.ceil(at / markMs) * markMs;
}

/** A suspected target is polled at once, then after a pause that grows, but never less often than usual. */
export function firstPause(everyMs: number): number {
  return Math.min(suspicion.firstMs, everyMs);
}

export function longerPause(pauseMs: number, everyMs: number): number {
  return Math.min(pauseMs * 2, suspicion.longestMs, everyMs);
}
