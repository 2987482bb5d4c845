/**
 * Outputs are counted before they are written down: two thousand a second become one record now and then. The first after a pause is written
 * soon, so that whoever watches sees it at once.
 */
import type { CheckCount, FollowPosition, GoodOutput, HarmonyEvents } from "#core/model";
import type { Clock, Timer } from "#core/platform";

const soonMs = 100;
const waitMs = 1_000;
/** While very much comes through, there are fewer records. */
const floodWaitMs = 5_000;
const flood = 500;
const mostKinds = 500;
/** Of each format at each gate, so often at most one that was as agreed is kept. */
const goodEveryMs = 10_000;
const longestGood = 65_536;

type Batch = HarmonyEvents["harmony:check"];

export class Counting {
  readonly #clock: Pick<Clock, "now" | "monotonic" | "after">;
  readonly #write: (batch: Batch) => void;
  readonly #counts = new Map<string, CheckCount>();
  readonly #positions = new Map<string, FollowPosition>();
  readonly #goodAt = new Map<string, number>();
  #good: GoodOutput[] = [];
  #from = 0;
  #timer: Timer | null = null;
  #lastWrite = Number.NEGATIVE_INFINITY;
  #lastTotal = 0;

  constructor(clock: Pick<Clock, "now" | "monotonic" | "after">, write: (batch: Batch) => void) {
    this.#clock = clock;
    this.#write = write;
  }

  add(one: Omit<CheckCount, "count" | "lastAt">): void {
    if (this.#counts.size >= mostKinds) this.flush();
    const at = this.#clock.now();
    const key = keyOf(one);
    const before = this.#counts.get(key);
    this.#counts.set(key, { ...one, count: (before?.count ?? 0) + 1, lastAt: at });
    this.#begin();
  }

  /** `raw` is asked for only when it is kept. */
  offerGood({ gate, contract, format }: Pick<GoodOutput, "gate" | "contract" | "format">, raw: () => string): void {
    const key = JSON.stringify([gate, contract, format]);
    const now = this.#clock.monotonic();
    if (now - (this.#goodAt.get(key) ?? Number.NEGATIVE_INFINITY) < goodEveryMs) return;
    const text = raw();
    // What is cut cannot be tried again.
    if (text.length > longestGood) return;
    if (this.#goodAt.size >= mostKinds) this.#goodAt.clear();
    this.#goodAt.set(key, now);
    this.#good.push({ gate, contract, format, at: this.#clock.now(), raw: text });
  }

  /** It is written with what was read up to there, so that after a crash nothing is taken in twice, and nothing is left out. */
  reached(position: FollowPosition): void {
    this.#positions.set(JSON.stringify([position.contract, position.from, position.name]), position);
    this.#begin();
  }

  /** What waits, as a record; undefined when nothing does. */
  take(): Batch | undefined {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#counts.size === 0 && this.#positions.size === 0) return undefined;
    const batch: Batch = {
      from: this.#from,
      to: this.#clock.now(),
      checks: [...this.#counts.values()],
      ...(this.#good.length === 0 ? {} : { good: this.#good }),
      ...(this.#positions.size === 0 ? {} : { positions: [...this.#positions.values()] }),
    };
    this.#lastTotal = batch.checks.reduce((sum, { count }) => sum + count, 0);
    this.#counts.clear();
    this.#positions.clear();
    this.#good = [];
    this.#lastWrite = this.#clock.monotonic();
    return batch;
  }

  flush(): void {
    const batch = this.take();
    if (batch !== undefined) this.#write(batch);
  }

  #begin(): void {
    if (this.#timer !== null) return;
    this.#from = this.#clock.now();
    const sinceMs = this.#clock.monotonic() - this.#lastWrite;
    const waits = this.#lastTotal >= flood ? floodWaitMs : waitMs;
    this.#timer = this.#clock.after(sinceMs > waits ? soonMs : waits, () => {
      this.#timer = null;
      this.flush();
    });
  }
}

function keyOf({
  gate,
  contract,
  format,
  version,
  status,
  session,
  findings,
  isInformation,
}: Omit<CheckCount, "count" | "lastAt">): string {
  const kinds = findings?.map(({ kind, path }) => [kind, path]);
  return JSON.stringify([gate, contract, format, version, status, session, kinds, isInformation]);
}
