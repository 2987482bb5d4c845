import type { ProcessGroup } from "../lib/process-group.ts";

/** How often each target is to be checked. */
export const EVERY_SECONDS = 5;
/** How long a check may wait for its answer. */
export const TIMEOUT_SECONDS = 1;

export interface Place {
  readonly directory: string;
  readonly logFile: string;
  /** Loopback ports that answer HTTP: one is one target. */
  readonly ports: readonly number[];
  /** Whatever is started through this is measured, with all its descendants. */
  readonly processes: ProcessGroup;
}

/** A tool that checks HTTP targets at an interval. `start` returns without waiting for the first check. */
export interface Contender {
  readonly name: string;
  /** Its version, or undefined when it is not installed. */
  available(): Promise<string | undefined>;
  start(place: Place): Promise<void>;
}
