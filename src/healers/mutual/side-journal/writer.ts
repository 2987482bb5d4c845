/**
 * Writes one side journal. It begins on disk, in room that was allocated beforehand; when a place takes no more, it goes on with a further
 * file (a "part") in the next place, and comes back to disk when that takes it again. Only the newest part is ever written to: the engine
 * removes the others once their entries are in the log.
 */
import { randomBytes } from "node:crypto";
import type { ProcessIdentity } from "#core/model";
import { ChironError, messageOf } from "#core/model/plain";
import { genesisOfWriter, hashOfEntry, lineOf, type SideEntry, type SideNote } from "./entry.ts";
import { createPart, type PartFile } from "./part.ts";
import { makeOurs } from "./places.ts";

export interface SideJournalOptions {
  /** `engine`, `mender`, `watchdog`: the beginning of the writer's name. */
  readonly role: string;
  /** This process: once it is gone, what it wrote is complete. */
  readonly process: ProcessIdentity;
  /** See sideJournalFolders. */
  readonly folders: readonly string[];
  /** Ms since the epoch. */
  readonly now: () => number;
  /** What each part takes on disk; default 256 KiB, some 600 entries. */
  readonly allocatedBytes?: number;
}

export interface SideJournal {
  /** Names this life of the process: `watchdog-k3v9x2-4f1c8a90`. */
  readonly writer: string;
  /** Where it writes now; undefined when no place has taken anything yet. */
  folder(): string | undefined;
  /** Durable when it returns (as durable as the place is). Throws `store_failed` when no place takes it, and `bad_request`. */
  append(note: SideNote): SideEntry;
  close(): void;
}

const defaultAllocatedBytes = 262_144;
/** How often a better place than the present one is tried again. */
const returnAfterMs = 10_000;

/** Allocates its room at once, where that is possible. Never throws. */
export function openSideJournal(options: SideJournalOptions): SideJournal {
  return new FileSideJournal(options);
}

class FileSideJournal implements SideJournal {
  readonly writer: string;
  readonly #options: SideJournalOptions;
  readonly #allocatedBytes: number;
  #head: { readonly seq: number; readonly hash: string };
  #part: PartFile | undefined;
  #parts = 0;
  #triedAt = 0;

  constructor(options: SideJournalOptions) {
    this.#options = options;
    this.#allocatedBytes = options.allocatedBytes ?? defaultAllocatedBytes;
    this.writer = `${options.role}-${Math.round(options.now()).toString(36)}-${randomBytes(4).toString("hex")}`;
    this.#head = genesisOfWriter(this.writer);
    this.#moveTo(options.folders);
  }

  folder(): string | undefined {
    return this.#part?.folder;
  }

  append({ actor, type, data }: SideNote): SideEntry {
    const { seq, hash: prev } = this.#head;
    const unsealed = { seq: seq + 1, at: Math.round(this.#options.now()), actor, type, data, prev };
    let entry: SideEntry;
    let line: string;
    try {
      entry = { ...unsealed, hash: hashOfEntry(this.writer, unsealed) };
      line = lineOf(entry);
    } catch (error) {
      throw new ChironError("bad_request", `${type} cannot be written to a side journal: ${messageOf(error)}`);
    }
    this.#makeRoom();
    this.#write(line);
    this.#head = entry;
    return entry;
  }

  close(): void {
    this.#part?.close();
    this.#part = undefined;
  }

  /** Half of it always stays in reserve: another part is made as long as there is room for one. */
  #makeRoom(): void {
    const [best] = this.#options.folders;
    const part = this.#part;
    const isUsedUp = part !== undefined && part.used() > part.allocatedBytes / 2;
    const isElsewhere = part !== undefined && part.folder !== best;
    if (part === undefined || !(isUsedUp || isElsewhere)) return;
    const now = this.#options.now();
    if (Math.abs(now - this.#triedAt) < returnAfterMs) return;
    this.#moveTo(best === undefined ? [] : [best]);
  }

  /** The present place, then every other one; each once. */
  #write(line: string): void {
    let last: unknown;
    const { folders } = this.#options;
    for (const place of [undefined, ...folders]) {
      if (place !== undefined && !this.#moveTo([place])) continue;
      try {
        if (this.#part === undefined) continue;
        this.#part.append(line);
        return;
      } catch (error) {
        last = error;
        // It may end in half a line now, and nothing may follow that.
        this.close();
      }
    }
    const why = last === undefined ? "" : `: ${messageOf(last)}`;
    throw new ChironError("store_failed", `No place takes the side journal ${this.writer}${why}`, { cause: last });
  }

  /** False, and the part before goes on, when none of them takes a part. */
  #moveTo(folders: readonly string[]): boolean {
    this.#triedAt = this.#options.now();
    const { process } = this.#options;
    for (const folder of folders) {
      try {
        makeOurs(folder);
        const header = { chiron: "side journal", writer: this.writer, part: this.#parts + 1, process } as const;
        const part = createPart(folder, header, this.#allocatedBytes);
        this.#part?.close();
        this.#part = part;
        this.#parts += 1;
        return true;
      } catch {
        // The next place; when there is none, the caller says so.
      }
    }
    return false;
  }
}
