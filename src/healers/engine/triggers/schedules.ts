/**
 * The schedules of chiron.yaml. croner only says when each is due next; one timer of the platform's clock waits for the first of them. Times
 * that pass while no engine runs are made up for once, or not at all, as the schedule says.
 */
import type { CronTimes } from "#core/lib";
import { event, type ScheduleSetting } from "#core/model";
import type { Timer } from "#core/platform";
import type { Parts } from "../parts.ts";
import type { Triggers } from "./triggers.ts";

/** The wall clock may step, so that no timer is trusted for longer. */
const longestWaitMs = 60_000;
/** Later than this is missed: the machine slept, or no engine ran. */
const lateMs = 60_000;
const mostCounted = 1_000;

export class Schedules {
  readonly #parts: Parts;
  readonly #triggers: Triggers;
  #timer: Timer | null = null;

  constructor(parts: Parts, triggers: Triggers) {
    this.#parts = parts;
    this.#triggers = triggers;
  }

  /** At the start, and with every new configuration. */
  start(): void {
    const { state, platform, record } = this.#parts;
    const { cron: times } = this.#parts.operating;
    for (const { id, cron, zone } of this.#parts.settings().schedules) {
      const known = state.standing.get("schedule", id);
      if (times === undefined || (known?.cron === cron && known.zone === zone)) continue;
      const nextAt = times.next(cron, zone, platform.clock.now());
      record([event("schedule.armed", { schedule: id, cron, zone, nextAt })]);
    }
    this.#turn();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #turn(): void {
    this.#timer?.cancel();
    if (this.#parts.stopping.aborted) return;
    const { clock } = this.#parts.platform;
    const { cron: times } = this.#parts.operating;
    let waitMs = longestWaitMs;
    let isAny = false;
    for (const schedule of times === undefined ? [] : this.#parts.settings().schedules) {
      isAny = true;
      const nextAt = this.#dueOf(schedule, times as CronTimes);
      if (nextAt !== null) waitMs = Math.min(waitMs, nextAt - clock.now());
    }
    if (isAny) this.#timer = clock.after(Math.max(1, waitMs), () => this.#turn());
  }

  /** When it is due next; what is due now is done. */
  #dueOf(schedule: ScheduleSetting, times: CronTimes): number | null {
    const { state, platform, record } = this.#parts;
    const now = platform.clock.now();
    const { id, cron, zone } = schedule;
    const known = state.standing.get("schedule", id);
    if (known === undefined || known.nextAt === null || now < known.nextAt) return known?.nextAt ?? null;
    const passed = this.#passed(schedule, times, known.nextAt, now);
    const isLate = now - passed.last > lateMs;
    // Of several that passed, the last is on time if it is due just now.
    const raised = !isLate || schedule.missed === "once";
    const missed = passed.count - (isLate ? 0 : 1);
    const nextAt = times.next(cron, zone, Math.max(now, passed.last));
    record([event("schedule.due", { schedule: id, dueAt: passed.last, nextAt, missed, raised })]);
    if (raised) this.#raise(schedule, passed.last);
    return nextAt;
  }

  #passed({ cron, zone }: ScheduleSetting, times: CronTimes, first: number, now: number) {
    let last = first;
    let count = 1;
    for (; count < mostCounted; count++) {
      const next = times.next(cron, zone, last);
      if (next === null || next > now) break;
      last = next;
    }
    return { last, count };
  }

  #raise({ id, target, type, severity, title, runbook }: ScheduleSetting, dueAt: number): void {
    const trigger = {
      ...{ state: "raised" as const, key: id, candidates: [target], type, severity, title, at: dueAt },
      values: { schedule: id, dueAt: new Date(dueAt).toISOString() },
    };
    const asks = runbook === null ? {} : { runbook };
    this.#triggers.take([trigger], { kind: "schedule", source: id, endsBy: "request", ...asks });
  }
}
