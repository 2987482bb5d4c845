/** Where a circuit breaker stands: worked out from the failures in a row, and kept nowhere else. */
import type { BreakerState } from "#core/model";

export interface BreakerOptions {
  readonly openFor: number;
  readonly longest: number;
}

/**
 * Closed below the limit. Open from the failure that reached it, for `openFor`, doubled with each trial that failed since; after that
 * half-open: one trial, whose success ends the row of failures, and whose failure opens it again.
 */
export function breakerOf(
  row: { readonly failures: number; readonly lastFailureAt: number | null },
  limit: number,
  now: number,
  { openFor, longest }: BreakerOptions,
): BreakerState {
  const { failures, lastFailureAt } = row;
  if (failures < limit || lastFailureAt === null) return { state: "closed", failures, limit, until: null };
  const until = lastFailureAt + Math.min(longest, openFor * 2 ** Math.min(failures - limit, 30));
  return now < until ? { state: "open", failures, limit, until } : { state: "half_open", failures, limit, until: null };
}
