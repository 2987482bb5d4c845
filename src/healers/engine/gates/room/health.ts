/** Tells that the score has changed: at once after a pause, and while much happens a few times a second at most. */
import type { DriftChange } from "#contract";
import type { HarmonyEvents } from "#core/model";
import type { Clock, Timer } from "#core/platform";
import type { Ledger } from "./ledger.ts";

const atMostEveryMs = 500;
const agingEveryMs = 60_000;
const mostSessions = 50;

type Told = HarmonyEvents["harmony:health-updated"];

export class Health {
  readonly #clock: Pick<Clock, "now" | "monotonic" | "after">;
  readonly #ledger: Ledger;
  readonly #tell: (data: Told) => void;
  readonly #cleared = new Set<string>();
  #timer: Timer | null = null;
  #lastTold = Number.NEGATIVE_INFINITY;
  #lastAged = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "now" | "monotonic" | "after">, ledger: Ledger, tell: (data: Told) => void) {
    this.#clock = clock;
    this.#ledger = ledger;
    this.#tell = tell;
  }

  changed(changes: readonly DriftChange[]): void {
    if (changes.length === 0) return;
    for (const { closed } of changes) for (const pattern of closed) this.#cleared.add(pattern);
    this.#due();
  }

  /** What is older than a day weighs no more. */
  advance(): void {
    const now = this.#clock.monotonic();
    if (now - this.#lastAged < agingEveryMs) return;
    this.#lastAged = now;
    this.changed([this.#ledger.drift.advance(this.#clock.now())]);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#tellNow();
  }

  #due(): void {
    if (this.#timer !== null) return;
    const waitMs = this.#lastTold + atMostEveryMs - this.#clock.monotonic();
    if (waitMs <= 0) this.#tellNow();
    else {
      this.#timer = this.#clock.after(waitMs, () => {
        this.#timer = null;
        this.#tellNow();
      });
    }
  }

  #tellNow(): void {
    const { drift, told: previous } = this.#ledger;
    const current = drift.score("overall");
    if (current === previous && this.#cleared.size === 0) return;
    this.#lastTold = this.#clock.monotonic();
    const cleared = [...this.#cleared];
    this.#cleared.clear();
    const below = (entries: readonly (readonly [string, number])[]) =>
      Object.fromEntries(entries.filter(([, score]) => score < 100));
    this.#tell({
      ...{ previous, current, cleared },
      gates: Object.fromEntries(drift.gates().map((gate) => [gate, drift.score({ gate })])),
      sessions: below(
        drift
          .sessions()
          .slice(-mostSessions)
          .map((session) => [session, drift.score({ session })] as const),
      ),
    });
  }
}
