/** How many outputs of each status there were in the last 24 hours, by hours. */
import type { CheckStatus } from "#core/model";

const hourMs = 3_600_000;
const hours = 24;

type Counts = Record<CheckStatus, number>;

export class DayCounts {
  readonly #byHour = new Map<number, Counts>();
  lastAt = 0;

  add(status: CheckStatus, count: number, at: number): void {
    this.lastAt = Math.max(this.lastAt, at);
    const hour = Math.floor(at / hourMs);
    const counts = this.#byHour.get(hour) ?? { valid: 0, degraded: 0, violation: 0 };
    counts[status] += count;
    this.#byHour.set(hour, counts);
    for (const old of this.#byHour.keys())
      if (old <= Math.floor(this.lastAt / hourMs) - hours) this.#byHour.delete(old);
  }

  at(now: number): Readonly<Counts> {
    const sum: Counts = { valid: 0, degraded: 0, violation: 0 };
    for (const [hour, counts] of this.#byHour) {
      if (hour <= Math.floor(now / hourMs) - hours) continue;
      for (const status of ["valid", "degraded", "violation"] as const) sum[status] += counts[status];
    }
    return sum;
  }
}
