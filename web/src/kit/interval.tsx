/** A share with how surely it is known: the bar is the interval, the mark the mean. */
import { percentOf } from "./words.ts";

interface IntervalProps {
  /** Shares, 0 to 1. */
  readonly lower: number;
  readonly mean: number;
  readonly upper: number;
  /** What it is of, such as "confidence". */
  readonly of: string;
}

export function Interval({ lower, mean, upper, of }: IntervalProps) {
  const says = `${of}: ${percentOf(mean)}, between ${percentOf(lower)} and ${percentOf(upper)}`;
  return (
    <span class="interval" title={says}>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={says}>
        <rect class="rail" x="0" y="4" width="100" height="2" />
        <rect class="span" x={lower * 100} y="2" width={Math.max(1, (upper - lower) * 100)} height="6" />
        <rect class="mean" x={Math.max(0, mean * 100 - 0.75)} y="0" width="1.5" height="10" />
      </svg>
      <span class="number">{percentOf(mean)}</span>
    </span>
  );
}
