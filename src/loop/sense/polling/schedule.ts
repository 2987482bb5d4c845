/**
 * What is due when, by monotonic time: a binary heap with one real timer for the earliest. Each member knows its place, so
 * that moving it costs no search and no memory.
 */
import type { Clock, Timer } from "#core/platform";

export abstract class Timed {
  dueAt = Number.POSITIVE_INFINITY;
  /** In the heap; -1: not scheduled. */
  place = -1;
  /** Called once the time has come; it is then no longer scheduled. */
  abstract due(now: number): void;
}

/** After a standstill everything is due at once; it is taken in portions, so that answers get their turn in between. */
const portion = 100;

export class Schedule {
  readonly #clock: Clock;
  readonly #heap: Timed[] = [];
  #timer: Timer | null = null;
  #timerAt = Number.POSITIVE_INFINITY;
  #running = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(item: Timed, at: number): void {
    if (!Number.isFinite(at)) {
      this.remove(item);
      return;
    }
    item.dueAt = at;
    if (item.place === -1) {
      item.place = this.#heap.length;
      this.#heap.push(item);
    }
    this.#rise(item.place);
    this.#sink(item.place);
    this.#arm();
  }

  remove(item: Timed): void {
    const { place } = item;
    if (place === -1) return;
    const last = this.#heap.pop();
    item.place = -1;
    item.dueAt = Number.POSITIVE_INFINITY;
    if (last === undefined || last === item) return;
    this.#put(last, place);
    this.#rise(last.place);
    this.#sink(last.place);
  }

  clear(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
    for (const item of this.#heap.splice(0)) item.place = -1;
  }

  #run(): void {
    this.#timer = null;
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = this.#clock.monotonic();
    this.#running = true;
    try {
      for (let left = portion; left > 0; left--) {
        const [first] = this.#heap;
        if (first === undefined || first.dueAt > now) break;
        this.remove(first);
        first.due(now);
      }
    } finally {
      this.#running = false;
      this.#arm();
    }
  }

  /** A timer that is too early only finds nothing due; moving it each time would cost more. */
  #arm(): void {
    const [first] = this.#heap;
    if (this.#running || first === undefined || this.#timerAt <= first.dueAt) return;
    this.#timer?.cancel();
    this.#timerAt = first.dueAt;
    const delayMs = Math.max(0, Math.ceil(first.dueAt - this.#clock.monotonic()));
    this.#timer = this.#clock.after(delayMs, () => this.#run());
  }

  #put(item: Timed, place: number): void {
    this.#heap[place] = item;
    item.place = place;
  }

  #rise(start: number): void {
    const item = this.#heap[start];
    if (item === undefined) return;
    let place = start;
    while (place > 0) {
      const above = this.#heap[(place - 1) >> 1];
      if (above === undefined || above.dueAt <= item.dueAt) break;
      const free = above.place;
      this.#put(above, place);
      place = free;
    }
    this.#put(item, place);
  }

  #sink(start: number): void {
    const item = this.#heap[start];
    if (item === undefined) return;
    let place = start;
    for (;;) {
      const left = this.#heap[2 * place + 1];
      const right = this.#heap[2 * place + 2];
      const below = right !== undefined && left !== undefined && right.dueAt < left.dueAt ? right : left;
      if (below === undefined || below.dueAt >= item.dueAt) break;
      const free = below.place;
      this.#put(below, place);
      place = free;
    }
    this.#put(item, place);
  }
}
