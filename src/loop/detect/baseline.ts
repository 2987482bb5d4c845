/**
 * Learns a level from readings, one at a time, in constant memory.
 *
 * It begins with the median of the first readings. From then on each reading pulls the level towards itself, by a share that
 * depends on the time since the reading before (an exponentially weighted mean with the half-life below), and by no more than the
 * pull of a reading at the edge of what is normal (Huber's estimator). So an outlier counts no more than that, however far out it
 * lies, and a leak that grows faster than about 2 % a day stays ahead of what is learned. A lasting change is normal after
 * one or two weeks. How far readings usually lie from the level is learned alike. It works on logarithms, since latencies are skewed, and twice as slow is as far as twice as fast.
 */
import type { LearnedBaseline } from "#core/model";

export type Level = Pick<LearnedBaseline, "samples" | "level" | "spread" | "first" | "learnedAt">;

/** Before that nothing is said. */
export const leastSamples = 30;
const halfLifeMs = 7 * 86_400_000;
/** A pause, or a step of the wall clock, must not give one reading the weight of all that it replaced. */
const longestGapMs = 600_000;
/** The same factor from which on a rule calls it degraded. */
const edge = Math.log(1.2);
/** Below that it is noise of our own clock. */
const leastMs = 0.05;

export const nothingLearned: Level = { samples: 0, level: null, spread: 0, first: [], learnedAt: 0 };

export function learn(before: Level, latencyMs: number, takenAt: number): Level {
  const value = Math.log(Math.max(leastMs, latencyMs));
  const samples = before.samples + 1;
  if (before.level === null) {
    const first = [...before.first, value];
    if (first.length < leastSamples) return { samples, level: null, spread: 0, first, learnedAt: takenAt };
    const level = medianOf(first);
    const spread = medianOf(first.map((one) => Math.abs(one - level)));
    return { samples, level, spread, first: [], learnedAt: takenAt };
  }
  const gapMs = Math.min(longestGapMs, Math.max(0, takenAt - before.learnedAt));
  const share = 1 - 2 ** (-gapMs / halfLifeMs);
  const off = value - before.level;
  const level = before.level + share * within(off, edge);
  const spread = before.spread + share * within(Math.abs(off) - before.spread, edge);
  return { samples, level, spread, first: [], learnedAt: takenAt };
}

function within(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}

/**
 * How far above the level the median of so many readings comes by chance. The median of n values of deviation d has about the
 * deviation 1.85 d / √n; four times that, since it is looked at again and again.
 */
export function chanceFactorOf({ spread }: Pick<Level, "spread">, count: number): number {
  return Math.exp((4 * 1.85 * spread) / Math.sqrt(count));
}

/** Of an even number the lower one of the two in the middle; NaN of none. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
