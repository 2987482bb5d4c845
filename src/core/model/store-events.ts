/** Who may write, and what was written elsewhere meanwhile; part of all events (events.ts). */
import type { ProcessIdentity } from "./events.ts";

/** An entry of a side journal (healers/mutual/side-journal), as it stood there. */
export interface JoinedEntry {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The hashes of the entry before, and of this one. */
  readonly prev: string;
  readonly hash: string;
}

export interface StoreEvents {
  /** A process writes from here on, and every earlier one of its role no longer does (HEALER-08). */
  "lease.taken": {
    readonly role: string;
    /** 1, 2, 3 … for each role. */
    readonly generation: number;
    readonly process: ProcessIdentity;
    /** The one before still held its lock: it could not be ended. Absent: no. */
    readonly tookOver?: boolean;
  };
  /** A process that is no longer the one was about to do something, and did not. */
  "effect.refused": {
    readonly role: string;
    readonly effect: string;
    readonly generation: number;
    /** The generation that holds the lease instead. */
    readonly holder: number;
    readonly reason: string;
  };
  /** What a process had written beside the store is in the log now (HEALER-09). `from` to `to` are the sequence numbers of the entries. */
  "journal.joined": {
    readonly writer: string;
    readonly from: number;
    readonly to: number;
    /** The hash of the last entry. */
    readonly head: string;
    readonly entries: readonly JoinedEntry[];
  };
  /** Something in a side journal does not follow from what stands before it, or is missing. `text` is what stood there. */
  "journal.refused": {
    readonly writer: string;
    /** The entry's place; what comes after it is joined as far as it hangs together. */
    readonly seq: number;
    readonly why: string;
    readonly text: string;
  };
}
