/** What a set of measurements is reported as. */
export interface Summary {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly maximum: number;
}

/** The value below which `share` of the values lie, interpolated between the two nearest. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function summarize(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((left, right) => left - right);
  return {
    count: sorted.length,
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    maximum: quantile(sorted, 1),
  };
}
