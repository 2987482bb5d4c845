/** Whether the engine can be relied on right now, in a sentence: what `/readyz` answers. */
import type { EventLog } from "#core/log";
import { formatDuration } from "#core/model";
import type { Platform } from "#core/platform";

export interface Readiness {
  readonly ready: boolean;
  readonly detail: string;
}

interface Turning {
  /** Monotonic, ms: when the work loop came round last. Null while the engine is starting. */
  readonly lastTurn: number | null;
  readonly stopping: boolean;
  /** How long a turn may be ago. */
  readonly withinMs: number;
}

interface Means {
  readonly log: EventLog;
  readonly platform: Platform;
}

export function readinessOf({ log, platform }: Means, { lastTurn, stopping, withinMs }: Turning): Readiness {
  const failure = log.failure();
  if (failure !== undefined) return { ready: false, detail: `the store cannot be written: ${failure.message}` };
  if (stopping) return { ready: false, detail: "the engine is stopping" };
  if (lastTurn === null) return { ready: false, detail: "the engine is starting" };
  const agoMs = platform.clock.monotonic() - lastTurn;
  return { ready: agoMs < withinMs, detail: `the work loop came round ${formatDuration(agoMs)} ago` };
}
