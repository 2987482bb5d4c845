/**
 * A producer that drifts in every output says the same thing thousands of times: the first of its outputs are kept whole, later ones now and
 * then; all are counted.
 */
import type { Clock } from "#core/platform";

const burst = 20;
const perMs = 1 / 10_000;
const mostKinds = 1_000;

interface Bucket {
  left: number;
  at: number;
}

export class Sparing {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  mayKeep(kind: string): boolean {
    const now = this.#clock.monotonic();
    // A million kinds have one bucket, so that they are held to it together.
    const key = this.#buckets.has(kind) || this.#buckets.size < mostKinds ? kind : "";
    const bucket = this.#buckets.get(key) ?? { left: burst, at: now };
    this.#buckets.set(key, bucket);
    bucket.left = Math.min(burst, bucket.left + (now - bucket.at) * perMs);
    bucket.at = now;
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
