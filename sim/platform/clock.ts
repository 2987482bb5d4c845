/**
 * The time of the simulated world. A heap holds what is to happen; moving on means taking the next of it, at exactly its time, and
 * letting everything run that this sets going before the one after it. Nothing ever waits for real time.
 *
 * A life of the engine gets a view of it: once that life is over its timers never fire and its sleeps never end.
 */
import type { Clock, Timer } from "#core/platform";
import { sleepOn } from "#core/platform/test";

/** One life of the engine, as far as the platform is concerned. */
export interface Mortal {
  readonly dead: boolean;
}

interface Entry {
  readonly dueAt: number;
  /** Of equal times, the one that was set first. */
  readonly order: number;
  readonly callback: () => void;
  readonly owner: Mortal | undefined;
  cancelled: boolean;
}

const turnsInBatch = 256;

export class WorldClock {
  /** Since the world began, ms. */
  elapsedMs = 0;
  stopped = false;
  #wallOffsetMs: number;
  #order = 0;
  readonly #heap: Entry[] = [];
  readonly #commits: (() => void)[] = [];

  constructor(startMs: number) {
    this.#wallOffsetMs = startMs;
  }

  now(): number {
    return Math.floor(this.#wallOffsetMs + this.elapsedMs);
  }

  /** As somebody who sets the clock: nothing that is measured notices. */
  stepWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  after(delayMs: number, callback: () => void, owner?: Mortal): Timer {
    const dueAt = this.elapsedMs + Math.max(0, delayMs);
    const entry: Entry = { dueAt, order: this.#order++, callback, owner, cancelled: false };
    this.#push(entry);
    return {
      cancel() {
        entry.cancelled = true;
      },
    };
  }

  /** The log's: what was appended in a turn is committed at its end. */
  readonly atEndOfTurn = (commit: () => void): void => {
    this.#commits.push(commit);
  };

  view(owner: Mortal): Clock {
    const after = (delayMs: number, callback: () => void): Timer => this.after(delayMs, callback, owner);
    return {
      now: () => this.now(),
      monotonic: () => this.elapsedMs,
      after,
      sleep: (delayMs, signal) => sleepOn(after, delayMs, signal),
    };
  }

  /** Moves on up to this time since the beginning, or until somebody stops it. */
  runUntil(elapsedMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const turn = (): void => {
        if (isOver) return;
        try {
          if (this.#turn(elapsedMs)) return;
          isOver = true;
          if (!this.stopped) this.elapsedMs = Math.max(this.elapsedMs, elapsedMs);
          resolve();
        } catch (error) {
          isOver = true;
          reject(error);
        }
      };
      // Many at once: between two of them the event loop lets promises run and does nothing else.
      const batch = (): void => {
        for (let left = turnsInBatch; left > 0; left--) setImmediate(turn);
        setImmediate(() => {
          if (!isOver) batch();
        });
      };
      batch();
    });
  }

  /** One thing that happens; before the next one everything runs that it set going. False: there is nothing left. */
  #turn(elapsedMs: number): boolean {
    if (this.stopped) return false;
    if (this.#commits.length > 0) {
      for (const commit of this.#commits.splice(0)) commit();
      return true;
    }
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.dueAt > elapsedMs) return false;
      this.#pop();
      if (first.cancelled || first.owner?.dead === true) continue;
      this.elapsedMs = first.dueAt;
      first.callback();
      return true;
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(entry);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Entry;
      if (isBefore(above, entry)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (isBefore(last, heap[child] as Entry)) break;
      heap[place] = heap[child] as Entry;
      place = child;
    }
    heap[place] = last;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.dueAt < other.dueAt || (one.dueAt === other.dueAt && one.order < other.order);
}
