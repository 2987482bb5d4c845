/**
 * A note beside the database of how far a stream had come (`chiron.engine.anchor`). A tail that was cut together with its
 * head row, or an old copy put back, leaves a chain that is sound in itself: only something outside of it can tell.
 * Written lazily; it lags behind the head by a few seconds and is never ahead of it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Clock, Timer } from "#core/platform";
import type { Head } from "./chain/index.ts";
import { replacePrivateFile } from "./private-files.ts";

export interface Anchor extends Head {
  readonly stream: string;
}

/** `…/chiron.db` and `engine` give `…/chiron.engine.anchor`; the lock's name is made likewise. */
export function pathBeside(databasePath: string, stream: string, kind: "anchor" | "lock"): string {
  return `${databasePath.replace(/\.db$/, "")}.${stream}.${kind}`;
}

/** Undefined when there is none. Throws when it cannot be read or is not an anchor. */
export function readAnchor(path: string): Anchor | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const { stream, seq, hash } = JSON.parse(text) as Partial<Anchor>;
  if (typeof stream !== "string" || !Number.isSafeInteger(seq) || typeof hash !== "string") {
    throw new TypeError("it is not an anchor");
  }
  return { stream, seq: seq as number, hash };
}

/** The anchors of all streams beside a database. */
export function anchorPathsOf(databasePath: string): string[] {
  const start = `${basename(databasePath).replace(/\.db$/, "")}.`;
  return readdirSync(dirname(databasePath))
    .filter((name) => name.startsWith(start) && name.endsWith(".anchor"))
    .map((name) => join(dirname(databasePath), name));
}

const writeEveryMs = 5_000;

/** Keeps one stream's anchor near its head. */
export class AnchorKeeper {
  readonly #path: string;
  readonly #clock: Pick<Clock, "after">;
  #unwritten: Anchor | undefined;
  #timer: Timer | undefined;

  constructor(path: string, clock: Pick<Clock, "after">) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Takes note of a head that is durable. */
  note(anchor: Anchor): void {
    this.#unwritten = anchor;
    this.#timer ??= this.#clock.after(writeEveryMs, () => this.write());
  }

  /** A disk that cannot take the note takes no event either, and that is where it is reported. */
  write(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#unwritten === undefined) return;
    try {
      replacePrivateFile(this.#path, `${JSON.stringify(this.#unwritten)}\n`);
      this.#unwritten = undefined;
    } catch {
      // The next note tries again.
    }
  }

  /** After a failure: what is noted now may not be true. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#unwritten = undefined;
  }
}
