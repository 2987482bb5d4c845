/** What the parts of the polling engine share. */
import type { Probe, ProbeContext, ProbeDeclaration, Reading, Target } from "#core/model";
import type { Random } from "#core/platform";
import type { ProcessWatch } from "./process-watch.ts";
import type { Schedule } from "./schedule.ts";
import type { Source } from "./source.ts";

/** All times in here are monotonic, so that a step of the wall clock neither stalls polls nor makes a storm of them. */
export interface Means extends Omit<ProbeContext, "signal" | "deadlineMs" | "memory"> {
  readonly random: Random;
  readonly schedule: Schedule;
  readonly counts: Counts;
  readonly emit: (reading: Reading) => void;
}

export interface Counts {
  polls: number;
  /** Polls that ended without an answer. */
  unanswered: number;
  /** Polls that began noticeably after their time. */
  late: number;
  longestLagMs: number;
}

/** One probe of one target: who gets the readings of a source. */
export interface Watcher {
  readonly probeId: string;
  readonly declaration: ProbeDeclaration;
  readonly source: Source;
  readonly shareKey: string | undefined;
  /** A reload may replace it by an equal one. */
  target: Target;
  watch: ProcessWatch | null;
}

/** Waits for a reading that is not older than its question. */
export interface Waiter {
  readonly watcher: Watcher;
  readonly resolve: (reading: Reading) => void;
}

/** What is polled: by one watcher, or by several with an equal share key. */
export interface Subject {
  readonly probe: Probe;
  readonly options: Readonly<Record<string, unknown>>;
  readonly deadlineMs: number;
}
