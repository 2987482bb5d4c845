/** Chance for jitter and ids; not for secrets. */
import type { Random } from "../index.ts";

export function createRealRandom(): Random {
  return { next: () => Math.random() };
}
