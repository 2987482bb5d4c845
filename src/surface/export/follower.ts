/**
 * Brings the log, event by event and in order, to one place outside. The log itself is the queue: nothing is held in memory but the batch
 * that is on its way, however long the other side is away.
 *
 *   placing ──▶ reading ──(nothing new)──▶ resting ──(an event is durable)──▶ reading
 *                  │  ▲
 *            (a batch)│(taken: the cursor moves)
 *                  ▼  │
 *              delivering ──(failed, or late)──▶ waiting (1 s to a minute) ──▶ delivering the same again
 *
 * The loop never waits for it: it is told of an event by setting a flag.
 */
import { messageOf, type SinkView, type StoredEvent } from "#core/model";
import type { Clock, Random } from "#core/platform";
import type { Cursor, Place } from "./cursor.ts";
import { Latch } from "./latch.ts";

/** What followers need of the log. */
export interface LogSource {
  head(): { readonly seq: number; readonly hash: string };
  events(query: {
    readonly after: number;
    readonly upTo?: number;
    readonly incident?: string;
    readonly limit: number;
  }): readonly StoredEvent[];
}

export interface FollowerMeans {
  readonly name: string;
  readonly kind: string;
  readonly from: "now" | "beginning";
  readonly log: LogSource;
  readonly cursor: Cursor;
  readonly clock: Clock;
  readonly random: Random;
  readonly timeoutMs: number;
  /** Settles soon after the signal is aborted. The same events come again after a failure. */
  readonly deliver: (events: readonly StoredEvent[], signal: AbortSignal) => Promise<void>;
  /** Lets go of what was open; after a failure, and at the end. */
  readonly letGo: () => Promise<void>;
  readonly say: (line: string) => void;
}

/** At most so many in one go: a few milliseconds of work between two waits. */
const batchSize = 100;
/** Events come in bursts; a burst goes out together, and not while it happens. */
const gatherMs = 100;
/** Between two batches of a long way to catch up: the engine has the processor in between. */
const breathMs = 5;
const lastChanceMs = 1_000;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

export class Follower {
  readonly #means: FollowerMeans;
  readonly #news = new Latch();
  readonly #ending = new AbortController();
  /** Ends the pause that is on. */
  #patience = new AbortController();
  #place: Place = { seq: 0, hash: "" };
  /** It is to end when everything is delivered, or nothing can be. */
  #isLast = false;
  #run: Promise<void> = Promise.resolve();
  #delivered = 0;
  #failures = 0;
  #failuresInRow = 0;
  #lastError: string | null = null;
  #lastDeliveredAt: number | null = null;
  #nextAttemptAt: number | null = null;
  /** When the oldest event that waits was written. */
  #waitingSince: number | null = null;

  constructor(means: FollowerMeans) {
    this.#means = means;
  }

  /** Finds its place; what happens from now on is not lost. Delivering goes on by itself. */
  async start(): Promise<void> {
    const { cursor } = this.#means;
    this.#place = await this.#findPlace();
    cursor.move(this.#place);
    await cursor.flush();
    this.#run = this.#follow();
  }

  /** An event is durable. */
  wake(): void {
    this.#news.open();
  }

  /** The configuration was read again: a secret may have been mended. */
  retryNow(): void {
    if (this.#failuresInRow > 0) this.#patience.abort();
  }

  /** What has not gone out yet may still do so, for a moment; the rest goes out after the next start. */
  async stop(): Promise<void> {
    const end = (): void => {
      this.#ending.abort(new Error("the engine ends"));
      this.#patience.abort();
    };
    this.#isLast = true;
    this.#news.open();
    this.#patience.abort();
    const timer = this.#means.clock.after(lastChanceMs, end);
    await this.#run;
    timer.cancel();
    end();
    await this.#means.cursor.flush();
    await this.#means.letGo();
  }

  view(): SinkView {
    const { name, kind, log } = this.#means;
    const head = log.head().seq;
    const behind = Math.max(0, head - this.#place.seq);
    return {
      id: name,
      kind,
      state: this.#failuresInRow > 0 ? "failing" : behind > 0 ? "delivering" : "idle",
      seq: this.#place.seq,
      behind,
      behindSince: behind === 0 ? null : iso(this.#waitingSince),
      delivered: this.#delivered,
      failures: this.#failures,
      lastDeliveredAt: iso(this.#lastDeliveredAt),
      lastError: this.#lastError,
      nextAttemptAt: iso(this.#nextAttemptAt),
    };
  }

  async #findPlace(): Promise<Place> {
    const { cursor, log, from, name, say } = this.#means;
    const beginning: Place = { seq: 0, hash: "" };
    let kept: Place | undefined;
    try {
      kept = await cursor.read();
    } catch (error) {
      say(`warning: sink ${name}: ${messageOf(error)}; it gets the log from its beginning`);
      return beginning;
    }
    if (kept === undefined) return from === "beginning" ? beginning : log.head();
    if (kept.seq === 0) return kept;
    const [at] = kept.seq > log.head().seq ? [] : log.events({ after: kept.seq - 1, limit: 1 });
    if (at?.hash === kept.hash) return kept;
    say(`warning: sink ${name}: the log is another one than before; it gets it from its beginning`);
    return beginning;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const isThrough = await this.#step().catch((error: unknown) => this.#failed(error));
      if (signal.aborted || (this.#isLast && isThrough !== false)) return;
      if (isThrough === undefined) await this.#pause(this.#retryMs());
      else if (isThrough) {
        await this.#news.opened(signal);
        await this.#pause(gatherMs);
      } else await this.#pause(breathMs);
    }
  }

  /** One batch. True when nothing is left, false when there may be more. */
  async #step(): Promise<boolean> {
    const { log, cursor, clock, deliver } = this.#means;
    this.#news.close();
    const events = log.events({ after: this.#place.seq, limit: batchSize });
    const last = events.at(-1);
    if (last === undefined) return true;
    this.#waitingSince = events[0]?.at ?? null;
    await this.#timed((signal) => deliver(events, signal));
    this.#place = { seq: last.seq, hash: last.hash };
    cursor.move(this.#place);
    this.#delivered += events.length;
    this.#lastDeliveredAt = clock.now();
    this.#failuresInRow = 0;
    this.#lastError = null;
    this.#nextAttemptAt = null;
    return events.length < batchSize;
  }

  async #timed(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { clock, timeoutMs } = this.#means;
    const late = new AbortController();
    const timer = clock.after(timeoutMs, () => late.abort(new Error(`no answer within ${timeoutMs} ms`)));
    try {
      await work(AbortSignal.any([late.signal, this.#ending.signal]));
    } finally {
      timer.cancel();
    }
  }

  async #failed(error: unknown): Promise<undefined> {
    await this.#means.letGo();
    if (this.#ending.signal.aborted) return undefined;
    this.#failures += 1;
    this.#failuresInRow += 1;
    this.#lastError = messageOf(error);
    if (this.#failuresInRow === 1)
      this.#means.say(`warning: sink ${this.#means.name}: ${this.#lastError}; it is tried again`);
    return undefined;
  }

  #retryMs(): number {
    const ms = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(16, this.#failuresInRow - 1));
    const jittered = ms * (0.8 + 0.4 * this.#means.random.next());
    this.#nextAttemptAt = this.#means.clock.now() + jittered;
    return jittered;
  }

  async #pause(ms: number): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#patience = new AbortController();
    await this.#means.clock.sleep(ms, this.#patience.signal).catch(() => undefined);
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
