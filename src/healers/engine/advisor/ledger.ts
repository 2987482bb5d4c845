/** What was asked of late, folded from the log: the budget and the circuit breaker of the language model. */
import type { ModelSettings, StoredEvent } from "#core/model";

interface Call {
  readonly at: number;
  /** `answered`, why nothing came, or null while it is under way, or its end was lost. */
  readonly end: string | null;
}

export type Allowance =
  | { readonly ok: true }
  | { readonly ok: false; readonly refusal: "over_budget" | "circuit_open"; readonly reason: string };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** After so many failures in a row it rests, twice as long each time, and is then tried once. */
const failuresInARow = 3;
const firstRestMs = 5 * 60_000;
const longestRestMs = hourMs;

export class ModelLedger {
  #calls: Call[] = [];

  restore(calls: readonly Call[]): void {
    this.#calls = [...calls];
  }

  apply(stored: StoredEvent): void {
    if (stored.type === "model.asked") {
      this.#calls = [...this.#calls.filter(({ at }) => stored.at - at < 2 * dayMs), { at: stored.at, end: null }];
    } else if (stored.type === "model.answered") {
      this.#end("answered");
    } else if (stored.type === "model.refused" && stored.data.cost !== null) {
      this.#end(stored.data.kind);
    }
  }

  asked(now: number): { readonly lastHour: number; readonly lastDay: number } {
    const since = (ms: number) => this.#calls.filter(({ at }) => now - at < ms).length;
    return { lastHour: since(hourMs), lastDay: since(dayMs) };
  }

  /** Until when it is left alone; null when it is not. */
  restsUntil(now: number): number | null {
    const ended = this.#calls.filter(({ end }) => end !== null && end !== "cancelled");
    const lastGood = ended.findLastIndex(({ end }) => end === "answered");
    const failures = ended.slice(lastGood + 1);
    const last = failures.at(-1);
    if (last === undefined || failures.length < failuresInARow) return null;
    const restMs = Math.min(longestRestMs, firstRestMs * 2 ** (failures.length - failuresInARow));
    const until = last.at + restMs;
    return until > now ? until : null;
  }

  /** Whether one more question may be asked. */
  allows(now: number, { budget }: Pick<ModelSettings, "budget">): Allowance {
    const { lastHour, lastDay } = this.asked(now);
    const over = (count: number, within: string): Allowance => ({
      ok: false,
      refusal: "over_budget",
      reason: `${count} questions were asked within ${within}, which is all that the budget allows`,
    });
    if (lastHour >= budget.perHour) return over(lastHour, "an hour");
    if (lastDay >= budget.perDay) return over(lastDay, "a day");
    if (this.restsUntil(now) === null) return { ok: true };
    return {
      ok: false,
      refusal: "circuit_open",
      reason: "its last answers were none that could be used; it rests a while",
    };
  }

  #end(how: string): void {
    const index = this.#calls.findIndex(({ end }) => end === null);
    const call = this.#calls[index];
    if (call !== undefined) this.#calls = this.#calls.with(index, { ...call, end: how });
  }
}
