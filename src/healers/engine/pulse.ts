/**
 * The engine's heartbeat. It is driven by the schedule of the probes, and goes by the conductor: what was written down before the last
 * beat must be durable by now, and the housekeeping must have come round. An engine that polls, and whose log takes nothing any more, is not alive.
 */
import type { EventLog } from "#core/log";
import type { Platform } from "#core/platform";
import type { Polling } from "#loop/sense";
import type { LagMeter } from "./lag.ts";

const lookEveryMs = 250;
const pulseEveryMs = 2_000;

export interface Pulse {
  /** 99th percentile over the last minute, ms. */
  readonly loopLagMs: number;
}

export interface PulseMeans {
  readonly log: Pick<EventLog, "head" | "durableHead" | "failure">;
  readonly lag: Pick<LagMeter, "p99">;
  readonly turnedAgoMs: () => number;
  readonly longestTurnMs: number;
  readonly onPulse: (pulse: Pulse) => void;
}

export interface BeatMeans {
  readonly log: EventLog;
  readonly platform: Pick<Platform, "clock">;
  readonly onLook?: () => void;
  readonly onPulse?: (pulse: Pulse) => void;
}

/** `lastTurn`: when the housekeeping came round last, by the monotonic clock; null before the first time. */
export function beginToBeat(
  { onLook, onPulse, log, platform }: BeatMeans,
  polling: Polling,
  lag: LagMeter,
  { lastTurn, withinMs }: { readonly lastTurn: () => number | null; readonly withinMs: number },
): void {
  if (onLook !== undefined) polling.every(lookEveryMs, onLook);
  if (onPulse === undefined) return;
  const now = () => platform.clock.monotonic();
  const turnedAgoMs = () => now() - (lastTurn() ?? now());
  polling.every(pulseEveryMs, createPulse({ log, lag, turnedAgoMs, longestTurnMs: withinMs, onPulse }));
}

/** To be called at each beat; calls on only where all of it moves. */
export function createPulse({ log, lag, turnedAgoMs, longestTurnMs, onPulse }: PulseMeans): () => void {
  let before = 0;
  return () => {
    const isStuck = log.failure() === undefined && log.durableHead().seq < before;
    if (isStuck || turnedAgoMs() > longestTurnMs) return;
    before = log.head().seq;
    onPulse({ loopLagMs: lag.p99() });
  };
}
