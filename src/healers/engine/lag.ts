/** The event loop's lag: how late a timer of the work loop itself comes. */
import { monitorEventLoopDelay } from "node:perf_hooks";

export interface LagMeter {
  /** 99th percentile since the last minute began, ms. */
  p99(): number;
  max(): number;
  /** Begins a new minute. */
  turn(): void;
  stop(): void;
}

const resolutionMs = 20;

export function measureLag(): LagMeter {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const toMs = (nanoseconds: number) => Math.max(0, Number((nanoseconds / 1e6 - resolutionMs).toFixed(1)));
  return {
    p99: () => (histogram.count === 0 ? 0 : toMs(histogram.percentile(99))),
    max: () => (histogram.count === 0 ? 0 : toMs(histogram.max)),
    turn: () => histogram.reset(),
    stop: () => histogram.disable(),
  };
}
