/**
 * Joins side journals (HEALER-09): proves the chain of each, appends its entries to the log piece by piece, and removes a file only when
 * all that it holds is durable there and nobody writes to it any more. A crash between the two finds, by the log, what was joined already.
 */
import type { Head } from "#core/log";
import { event, type JoinedEntry, type NewEvent } from "#core/model";
import type { Clock, Processes, Timer } from "#core/platform";
import {
  type Found,
  genesisOfWriter,
  listParts,
  type Part,
  removePart,
  walkJournal,
} from "#healers/mutual/side-journal";
import { appliedOf } from "./applicable.ts";

export interface JoinerMeans {
  readonly clock: Pick<Clock, "after">;
  readonly processes: Pick<Processes, "look">;
  readonly folders: readonly string[];
  /** How far a journal has been joined, by what is durable. */
  readonly joinedOf: (writer: string) => Head | undefined;
  /** Appends all of them or none, and folds them into the state. */
  readonly record: (events: readonly NewEvent[]) => void;
  readonly durable: () => Promise<void>;
  /** Something in a journal was refused: a human has to hear of it. */
  readonly onRefused: (writer: string, why: string) => void;
  readonly onError: (error: unknown) => void;
}

export interface Joiner {
  /** Joins all that there is now. What goes wrong is told to `onError`, and tried again with the next look. */
  join(): Promise<void>;
  /** Looks again and again from now on. */
  start(): void;
  /** Resolves when it is not at work any more. */
  stop(): Promise<void>;
}

const lookEveryMs = 2_000;
/** One event has at most a megabyte. */
const pieceCharacters = 400_000;
const pieceEntries = 400;

export function createJoiner(means: JoinerMeans): Joiner {
  return new SideJoiner(means);
}

class SideJoiner implements Joiner {
  readonly #means: JoinerMeans;
  /** What seemed broken while its writer lives: it may have been written just then. Said to be so only when it is the same a look later. */
  readonly #doubted = new Map<string, string>();
  #timer: Timer | undefined;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(means: JoinerMeans) {
    this.#means = means;
  }

  join(): Promise<void> {
    this.#working = this.#joinAll();
    return this.#working;
  }

  start(): void {
    this.#timer = this.#means.clock.after(lookEveryMs, () => {
      void this.join().then(() => this.#stopped || this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#working;
  }

  async #joinAll(): Promise<void> {
    for (const [writer, parts] of listParts(this.#means.folders)) {
      if (this.#stopped) return;
      try {
        const isAlive = parts.some((part) => this.#isAlive(part));
        const isWhole = await this.#joinOne(writer, parts, isAlive);
        // The newest may still be written to.
        if (isWhole) for (const part of isAlive ? parts.slice(0, -1) : parts) removePart(part);
      } catch (error) {
        this.#means.onError(error);
      }
    }
  }

  /** False when it stopped before the end. */
  async #joinOne(writer: string, parts: readonly Part[], isAlive: boolean): Promise<boolean> {
    const piece: JoinedEntry[] = [];
    let characters = 0;
    const append = async (): Promise<void> => {
      characters = 0;
      await this.#append(writer, piece.splice(0));
    };
    for (const found of walkJournal(parts, this.#means.joinedOf(writer) ?? genesisOfWriter(writer))) {
      if (found.kind === "entry") {
        piece.push(found.entry);
        characters += JSON.stringify(found.entry).length;
        if (piece.length >= pieceEntries || characters >= pieceCharacters) await append();
      } else {
        await append();
        if (isAlive && this.#isNew(writer, found)) return false;
        await this.#refuse(writer, found);
      }
      if (this.#stopped) return false;
    }
    await append();
    return true;
  }

  async #append(writer: string, entries: readonly JoinedEntry[]): Promise<void> {
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) return;
    const joined = event("journal.joined", { writer, from: first.seq, to: last.seq, head: last.hash, entries });
    this.#means.record([joined, ...entries.flatMap(appliedOf)]);
    await this.#means.durable();
  }

  #isNew(writer: string, { seq, text }: Found & { kind: "broken" }): boolean {
    const seen = `${seq} ${text}`;
    if (this.#doubted.get(writer) === seen) return false;
    this.#doubted.set(writer, seen);
    return true;
  }

  async #refuse(writer: string, { seq, why, text }: Found & { kind: "broken" }): Promise<void> {
    this.#doubted.delete(writer);
    this.#means.record([event("journal.refused", { writer, seq, why, text })]);
    await this.#means.durable();
    this.#means.onRefused(writer, why);
  }

  #isAlive({ process: { pid, startTicks, bootId } }: Part): boolean {
    const seen = this.#means.processes.look(pid);
    if (!seen.exists || seen.state === "Z" || seen.state === "X") return false;
    return seen.identity.startTicks === startTicks && seen.identity.bootId === bootId;
  }
}
