/** What is done at an interval, beside the probes and by the same schedule: it comes to a standstill exactly when they do. */
import { type Schedule, Timed } from "./schedule.ts";

export class Repeated extends Timed {
  readonly #schedule: Schedule;
  readonly #intervalMs: number;
  readonly #work: () => void;
  readonly #report: (error: unknown) => void;

  constructor(schedule: Schedule, intervalMs: number, work: () => void, report: (error: unknown) => void) {
    super();
    this.#schedule = schedule;
    this.#intervalMs = intervalMs;
    this.#work = work;
    this.#report = report;
  }

  due(now: number): void {
    this.#schedule.set(this, now + this.#intervalMs);
    try {
      this.#work();
    } catch (error) {
      this.#report(error);
    }
  }
}
