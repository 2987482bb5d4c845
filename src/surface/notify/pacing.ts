/** When a route speaks: what is gathered, how far messages are apart, how many a minute may see, how retries back off. */
import type { Random } from "#core/platform";

/** How many messages of a route may go out within a window; what comes beyond it waits, and goes as one. */
export interface Budget {
  readonly messages: number;
  readonly windowMs: number;
}

export interface Pacing {
  /** What comes within this time of the first message goes out with it. */
  readonly gatherMs: number;
  /** The least time between two messages of a route; what comes meanwhile is bundled. */
  readonly pauseMs: number;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Whatever a channel's own deadline is, no attempt takes longer. */
  readonly attemptMs: number;
}

export const defaultPacing: Pacing = {
  gatherMs: 300,
  pauseMs: 5_000,
  firstRetryMs: 1_000,
  longestRetryMs: 300_000,
  attemptMs: 60_000,
};

/** Doubles with each failure, spread by a quarter to both sides so that many do not knock at the same moment. */
export function retryDelayMs(pacing: Pacing, failures: number, random: Random, askedMs = 0): number {
  const doubled = pacing.firstRetryMs * 2 ** Math.min(failures - 1, 30);
  const spread = doubled * (0.75 + random.next() / 2);
  return Math.round(Math.min(pacing.longestRetryMs, Math.max(spread, askedMs)));
}

/** When the next message may go out at the earliest; times are monotonic. */
export function earliestNext(pacing: Pacing, budget: Budget, sentAt: readonly number[]): number {
  const last = sentAt.at(-1);
  if (last === undefined) return Number.NEGATIVE_INFINITY;
  const full = sentAt.at(-budget.messages);
  return Math.max(last + pacing.pauseMs, full === undefined ? Number.NEGATIVE_INFINITY : full + budget.windowMs);
}
