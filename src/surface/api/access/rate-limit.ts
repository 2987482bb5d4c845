/** A token bucket for each caller: bursts are fine, floods are not. */
import { ChironError } from "#core/model";

export interface RateLimits {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

const mostCallers = 10_000;

/** `now` in ms, never stepping back. */
export function createRateLimit({ perSecond, burst }: RateLimits, now: () => number): (caller: string) => void {
  const buckets = new Map<string, Bucket>();
  return (caller) => {
    const time = now();
    let bucket = buckets.get(caller);
    if (bucket === undefined) {
      // Forgetting all is kind to a flood from very many callers, and keeps the memory bounded.
      if (buckets.size >= mostCallers) buckets.clear();
      bucket = { left: burst, at: time };
      buckets.set(caller, bucket);
    }
    bucket.left = Math.min(burst, bucket.left + ((time - bucket.at) / 1_000) * perSecond);
    bucket.at = time;
    if (bucket.left < 1) {
      const retryAfterSeconds = Math.ceil((1 - bucket.left) / perSecond);
      throw new ChironError("rate_limited", `more than ${perSecond} requests a second`, {
        details: { retryAfterSeconds },
      });
    }
    bucket.left -= 1;
  };
}
