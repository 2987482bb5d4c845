/**
 * The same command sent twice is done once. A client that got no answer sends it again with the same `Idempotency-Key`, and
 * gets the answer of the first time. Kept in memory for a day, the newest thousand: a client that repeats does so soon.
 */
import { createHash } from "node:crypto";
import { ChironError, errorTable } from "#core/model";
import type { Answer } from "./routes/index.ts";

interface Kept {
  readonly print: string;
  readonly at: number;
  readonly answer: Promise<Answer>;
}

export interface Repeatable {
  /** Whose key it is: two callers may choose the same. */
  readonly caller: string;
  readonly key: string | undefined;
  /** Everything that makes it this request. */
  readonly request: unknown;
}

const mostKept = 1_000;
const keptMs = 86_400_000;

export class IdempotencyKeys {
  readonly #kept = new Map<string, Kept>();
  readonly #now: () => number;

  /** `now` in ms, never stepping back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  async once({ caller, key, request }: Repeatable, carryOut: () => Promise<Answer>): Promise<Answer> {
    if (key === undefined) return carryOut();
    if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
      throw new ChironError("bad_request", "the Idempotency-Key is not 1 to 200 printable characters without spaces");
    }
    const name = `${caller}\n${key}`;
    const print = createHash("sha256").update(JSON.stringify(request)).digest("base64");
    const before = this.#kept.get(name);
    if (before !== undefined && this.#now() - before.at < keptMs) {
      if (before.print === print) return before.answer;
      throw new ChironError("conflict", "this Idempotency-Key was used for another request", {
        help: "Take a new key for each command.",
      });
    }
    const answer = carryOut();
    this.#kept.delete(name);
    this.#kept.set(name, { print, at: this.#now(), answer });
    const oldest = this.#kept.size > mostKept ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    // What may go better the next time is not kept.
    answer.catch((error: unknown) => {
      if (!(error instanceof ChironError) || errorTable[error.code].retryable) this.#kept.delete(name);
    });
    return answer;
  }
}
