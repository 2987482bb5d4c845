import { quantile } from "../lib/statistics.ts";
import { formatFigure, formatTable } from "../lib/table.ts";
import type { Check, Measurement } from "./measure.ts";

/** One measurement of one round; events by commit: 0 is the disk alone. */
export interface Trial extends Measurement {
  readonly groupSize: number;
  readonly round: number;
}

export function formatReport(trials: readonly Trial[], checks: readonly Check[]): string {
  const sizes = [...new Set(trials.map(({ groupSize }) => groupSize))].sort((left, right) => left - right);
  const of = (size: number): Trial[] => trials.filter(({ groupSize }) => groupSize === size);
  const disk = spread(of(0).map(({ commitsPerSecond }) => commitsPerSecond)).median;
  const rates = sizes.map((size) => {
    const { minimum, median, maximum } = spread(of(size).map(({ commitsPerSecond }) => commitsPerSecond * (size || 1)));
    return [nameOf(size), ...[minimum, median, maximum, median / disk].map(formatFigure)];
  });
  const latencies = sizes.map((size) => {
    const durable = of(size).flatMap(({ milliseconds }) => milliseconds);
    const append = of(size).flatMap(({ appendMicroseconds }) => appendMicroseconds);
    return [nameOf(size), ...percentiles(durable), ...(append.length === 0 ? ["–", "–", "–"] : percentiles(append))];
  });
  const verified = spread(checks.map(({ eventsPerSecond }) => eventsPerSecond));
  const figures = [verified.minimum, verified.median, verified.maximum].map((value) => Math.round(value));
  return [
    formatTable(["durable events per second", "min", "median", "max", "× disk"], rates),
    formatTable(["latency", "p50 ms", "p95 ms", "max ms", "append p50 µs", "p95 µs", "max µs"], latencies),
    `verified per second: ${figures.join(" / ")} events (min / median / max)`,
  ].join("\n\n");
}

function nameOf(groupSize: number): string {
  if (groupSize === 0) return "the disk: write and fdatasync of 200 bytes";
  return groupSize === 1 ? "one event a commit" : `${groupSize} events a commit`;
}

function spread(values: readonly number[]): { minimum: number; median: number; maximum: number } {
  const sorted = values.toSorted((left, right) => left - right);
  return { minimum: quantile(sorted, 0), median: quantile(sorted, 0.5), maximum: quantile(sorted, 1) };
}

function percentiles(values: readonly number[]): string[] {
  const sorted = values.toSorted((left, right) => left - right);
  return [0.5, 0.95, 1].map((share) => formatFigure(quantile(sorted, share)));
}
