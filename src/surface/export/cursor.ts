/**
 * How far a sink has come: a small file beside the log, written after each batch and at most once a second, so that what went out in
 * the last second before a crash goes out again. It names the event by its hash, too: a log that was put back from a copy is another
 * one, though its numbers are the same.
 */
import { z } from "zod";
import { messageOf } from "#core/model";
import type { Clock, Files, Timer } from "#core/platform";

export interface Place {
  readonly seq: number;
  /** Of the event with this number; empty for 0. */
  readonly hash: string;
}

const placeSchema = z.strictObject({ seq: z.number().int().min(0), hash: z.string() });
const longestBytes = 4_096;
const writeEveryMs = 1_000;

export class Cursor {
  readonly #path: string;
  readonly #files: Files;
  readonly #clock: Clock;
  #place: Place | undefined;
  #written: Place | undefined;
  #timer: Timer | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, files: Files, clock: Clock) {
    this.#path = path;
    this.#files = files;
    this.#clock = clock;
  }

  /** Undefined when there is none yet. Throws when there is one that cannot be read. */
  async read(): Promise<Place | undefined> {
    if ((await this.#files.stat(this.#path)) === undefined) return undefined;
    const text = await this.#files.read(this.#path, longestBytes);
    const parsed = placeSchema.safeParse(orUndefined(() => JSON.parse(text) as unknown));
    if (!parsed.success) throw new Error(`${this.#path} is no cursor: ${messageOf(parsed.error)}`);
    return parsed.data;
  }

  move(place: Place): void {
    this.#place = place;
    this.#timer ??= this.#clock.after(writeEveryMs, () => {
      this.#timer = undefined;
      void this.flush();
    });
  }

  /** Never rejects: a cursor that could not be written costs a repetition, and the next move tries again. */
  flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#writing = this.#writing.then(async () => {
      const place = this.#place;
      if (place === undefined || place === this.#written) return;
      try {
        await this.#files.write(this.#path, `${JSON.stringify(place)}\n`, { durable: true, mode: 0o600 });
        this.#written = place;
      } catch {
        // The disk is full, or the folder gone: both are watched for elsewhere.
      }
    });
    return this.#writing;
  }
}

function orUndefined<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
