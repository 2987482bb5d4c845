/** One poll under way. */
import type { Waiter } from "./means.ts";

export class Flight {
  readonly controller = new AbortController();
  readonly startedAt: number;
  /** Wall clock: what is measured is at least as new as this. */
  readonly takenAt: number;
  deadlineAt: number;
  /** When to look at the process, should there be no answer by then. */
  lookAt: number;
  /** The deadline was moved once because we ourselves were late. */
  postponed = false;
  settled = false;
  ended: Promise<void> = Promise.resolve();
  readonly waiters: readonly Waiter[];

  constructor(now: number, takenAt: number, deadlineMs: number, waiters: readonly Waiter[]) {
    this.startedAt = now;
    this.takenAt = takenAt;
    this.deadlineAt = now + deadlineMs;
    this.lookAt = Number.POSITIVE_INFINITY;
    this.waiters = waiters;
  }

  abort(reason: string): void {
    if (!this.settled) this.controller.abort(new Error(reason));
  }
}
