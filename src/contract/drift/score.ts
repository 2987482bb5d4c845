/**
 * The health of an orchestrator's outputs, 0 to 100 (CONTRACT-06): 100 minus, for each pattern that is not closed and not ignored,
 * `base × (1 + 0.4 × log2 n)`, n its count within 24 h; rounded, not below 0.
 */
import type { DriftPattern } from "#core/model";

const base: Readonly<Record<DriftPattern["status"], number>> = { degraded: 8, violation: 55 };

/** A pattern of which nothing was seen for a day weighs as if seen once: silence is no sign of health, only an output that passes is. */
export function weightOf({ status, count }: Weighed): number {
  return base[status] * (1 + 0.4 * Math.log2(Math.max(1, count)));
}

export interface Weighed {
  readonly status: DriftPattern["status"];
  /** Within 24 h. */
  readonly count: number;
}

export function scoreOf(patterns: Iterable<Weighed>): number {
  // Sorted, so that the sum, and with it the rounding, does not hang on the order of the patterns.
  const weights = [...patterns].map(weightOf).sort((a, b) => a - b);
  return Math.max(0, Math.round(100 - weights.reduce((sum, one) => sum + one, 0)));
}
