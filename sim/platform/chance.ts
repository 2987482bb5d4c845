/** Chance that repeats. Each question has a stream of its own, so that asking one more changes nothing about the others. */
import type { Random } from "#core/platform";
import { createSeededRandom } from "#core/platform/test";

export class Chance {
  readonly #seed: string;
  readonly #random: Random;

  constructor(seed: string) {
    this.#seed = seed;
    this.#random = createSeededRandom(hashOf(seed));
  }

  /** A stream of its own for what goes by this name. */
  of(name: string): Chance {
    return new Chance(`${this.#seed}/${name}`);
  }

  next(): number {
    return this.#random.next();
  }

  yes(probability: number): boolean {
    return this.next() < probability;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** From low to high, both included. */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  /** Times between two events of a kind that comes at any moment, every `meanMs` on average. */
  wait(meanMs: number): number {
    return -Math.log(1 - this.next()) * meanMs;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.next() * list.length)];
    if (picked === undefined) throw new RangeError("nothing to pick from");
    return picked;
  }

  /** One of the names, as often as their weights say. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name;
    }
    return (entries.at(-1) as [K, number])[0];
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}
