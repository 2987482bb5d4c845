/** When one source is polled next: by its interval, or more often while a target that it belongs to is under suspicion. */
import type { Random } from "#core/platform";
import { firstPause, firstSlot, longerPause, nextGap, nextSlot, secondGap } from "./rhythm.ts";

const never = Number.POSITIVE_INFINITY;

export class Pace {
  /** Monotonic. */
  slotAt = never;
  readonly #random: Random;
  readonly #suspects = new Set<string>();
  #everyMs = never;
  #pauseMs = 0;
  #lastStartedAt = 0;
  #polls = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The shortest interval of its watchers. */
  setInterval(everyMs: number, now: number): void {
    const shorter = everyMs < this.#everyMs;
    this.#everyMs = everyMs;
    if (shorter) this.slotAt = Math.min(this.slotAt, firstSlot(now, everyMs, this.#random));
  }

  onStart(now: number): void {
    this.#lastStartedAt = now;
    this.#polls++;
  }

  /** A first bad answer is looked into at once. */
  onEnd(now: number, firstBad: boolean): void {
    if (firstBad) this.slotAt = now;
    else if (this.#suspects.size === 0) this.slotAt = this.#regularSlot(now);
    else {
      this.slotAt = now + this.#pauseMs;
      this.#pauseMs = longerPause(this.#pauseMs, this.#everyMs);
    }
  }

  /** Returns false when it was under suspicion already. */
  suspect(target: string): boolean {
    if (this.#suspects.has(target)) return false;
    this.#suspects.add(target);
    this.#pauseMs = firstPause(this.#everyMs);
    return true;
  }

  calm(target: string, now: number): void {
    this.#suspects.delete(target);
    if (this.#suspects.size === 0 && this.#polls > 0) this.slotAt = this.#regularSlot(now);
  }

  #regularSlot(now: number): number {
    const gap = this.#polls === 1 ? secondGap : nextGap;
    return nextSlot(this.#lastStartedAt, gap(this.#everyMs, this.#random), this.#everyMs, now);
  }
}
