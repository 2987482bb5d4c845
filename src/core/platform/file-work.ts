/**
 * Work on files that would hold up the engine (compressing, walking whole trees, asking which process has what open). It is done
 * in a child process, one for each order, which ends with us. No folder on the way to a file may be a symbolic link,
 * and nobody can put one there in the middle: folders are held open, and names are looked up in them.
 */

/** A regular file as somebody has looked at it. Once another one has its name, or it has other links, the work is refused. */
export interface KnownFile {
  readonly path: string;
  readonly inode: number;
}

export interface ArchiveOrder {
  readonly file: KnownFile;
  /** On the same file system; its folder is made when it is missing. What is there already is never replaced. */
  readonly to: string;
}

export interface Archived {
  readonly bytes: number;
  readonly compressedBytes: number;
}

/** An open log that was renamed away, and the empty one that took its place. */
export interface SetAside {
  readonly aside: KnownFile;
  readonly fresh: KnownFile;
}

export interface CopiedAndTruncated extends Archived {
  /** From the last look for more until the cut was done: what was written in it may be lost. 0: nothing was. */
  readonly windowMicroseconds: number;
}

/** A process that has a file open, or mapped. */
export interface FileUser {
  readonly pid: number;
  readonly writes: boolean;
  /** It writes at the end, wherever that is (O_APPEND). */
  readonly appends: boolean;
}

export interface FileUsers {
  /** One list for each file that was asked about, in the same order. */
  readonly users: readonly (readonly FileUser[])[];
  /** How many processes could not be looked into, because they belong to others. */
  readonly unseen: number;
}

export interface PruneFolder {
  readonly folder: string;
  /** Names, with `*` and `?`, of what is removed, folders with all that is in them; undefined: every file. */
  readonly names?: readonly string[];
  /** Only what was neither written nor moved for this long. */
  readonly olderThanMs: number;
}

export interface PruneOrder {
  readonly folders: readonly PruneFolder[];
  /** The wall clock, ms since the epoch. */
  readonly now: number;
  /** With more files than this nothing is touched. */
  readonly maxFiles: number;
  /** False: only tells what would be removed. */
  readonly remove: boolean;
}

export interface PrunedItem {
  readonly path: string;
  readonly files: number;
  /** What it takes on disk, which for a file with another link is nothing. */
  readonly bytes: number;
}

export interface Pruned {
  readonly files: number;
  readonly bytes: number;
  /** The largest ones. */
  readonly items: readonly PrunedItem[];
  readonly left: readonly { readonly path: string; readonly why: string }[];
  /** How many were left; `left` names the first of them. */
  readonly leftCount: number;
  readonly unseen: number;
}

/** Errors carry a code (`stale`, `conflict`, ENOSPC …) and say in words what is wrong. */
export interface FileWork {
  /**
   * Compresses (gzip), durably, reads it back and compares, and only then removes the original. Mode, owner and
   * times are kept. Refuses one that changes meanwhile. Ends well when an earlier run did part of it.
   */
  archive(order: ArchiveOrder, signal: AbortSignal): Promise<Archived>;
  /** Renames an open file away and puts an empty one with the same mode and owner in its place. */
  setAside(order: ArchiveOrder, signal: AbortSignal): Promise<SetAside>;
  /** Takes that back. False: the fresh one is in use, and both stay as they are. */
  putBack(order: SetAside, signal: AbortSignal): Promise<boolean>;
  /** Compresses an open file and takes away what was copied: but for its last block where that goes without loss, else all. */
  copyAndTruncate(order: ArchiveOrder, signal: AbortSignal): Promise<CopiedAndTruncated>;
  whoUses(files: readonly KnownFile[], signal: AbortSignal): Promise<FileUsers>;
  /** Resolves when no process has it open for writing any more, or to those that still do after the time. */
  untilReleased(file: KnownFile, withinMs: number, signal: AbortSignal): Promise<readonly FileUser[]>;
  prune(order: PruneOrder, signal: AbortSignal): Promise<Pruned>;
}
