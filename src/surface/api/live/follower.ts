/**
 * One client that follows the log: first what it missed, from the store, then what happens, without a gap and without a repeat.
 * It holds no events: a client that cannot take more is left alone until it can, and then reads on from the store where it was.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { type EngineFacade, incidentOf, type StoredEvent } from "#core/model";

export interface FollowQuery {
  /** Everything after this sequence number; absent: only what happens from now on. */
  readonly after?: number | undefined;
  readonly types?: readonly string[] | undefined;
  readonly incident?: string | undefined;
  /** Each event is told in a sentence as well. */
  readonly sentences?: boolean | undefined;
}

/** Few enough that reading them does not hold up the engine's loop. */
const pageSize = 200;

export class Follower {
  readonly #engine: Pick<EngineFacade, "events" | "head" | "subscribe">;
  readonly #query: FollowQuery;
  /** False: it was taken, but no more for now; `resume` says when. */
  readonly #send: (stored: StoredEvent) => boolean;
  readonly #fail: (error: unknown) => void;
  readonly #unsubscribe: () => void;
  #last: number;
  #reading = false;
  #full = false;
  #stopped = false;

  constructor(
    engine: Pick<EngineFacade, "events" | "head" | "subscribe">,
    query: FollowQuery,
    send: (stored: StoredEvent) => boolean,
    fail: (error: unknown) => void,
  ) {
    this.#engine = engine;
    this.#query = query;
    this.#send = send;
    this.#fail = fail;
    this.#last = query.after ?? engine.head().seq;
    this.#unsubscribe = engine.subscribe((stored) => this.#hear(stored));
    this.#read();
  }

  /** Sequence number of the last event that it is done with. */
  get last(): number {
    return this.#last;
  }

  resume(): void {
    this.#full = false;
    this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
  }

  #hear(stored: StoredEvent): void {
    if (this.#stopped || this.#reading || this.#full || stored.seq <= this.#last) return;
    if (stored.seq !== this.#last + 1) {
      this.#read();
      return;
    }
    this.#last = stored.seq;
    if (this.#wants(stored)) this.#full = !this.#send(stored);
  }

  #read(): void {
    if (this.#reading || this.#full || this.#stopped) return;
    this.#reading = true;
    this.#readOn().catch((error: unknown) => {
      this.stop();
      this.#fail(error);
    });
  }

  async #readOn(): Promise<void> {
    const { types, incident } = this.#query;
    for (;;) {
      const head = this.#engine.head().seq;
      // From here to the end of this turn nothing can happen, so that whoever hears next finds it not reading.
      if (this.#stopped || this.#full || this.#last >= head) break;
      const page = this.#engine.events({
        after: this.#last,
        limit: pageSize,
        ...(types === undefined ? {} : { types }),
        ...(incident === undefined ? {} : { incident }),
      });
      for (const stored of page) {
        this.#last = stored.seq;
        this.#full = !this.#send(stored);
        if (this.#full) break;
      }
      // What did not match is behind us as well.
      if (!this.#full && page.length < pageSize) this.#last = Math.max(this.#last, head);
      await nextTurn();
    }
    this.#reading = false;
  }

  #wants(stored: StoredEvent): boolean {
    const { types, incident } = this.#query;
    return (
      (types === undefined || types.includes(stored.type)) &&
      (incident === undefined || incidentOf(stored) === incident)
    );
  }
}
