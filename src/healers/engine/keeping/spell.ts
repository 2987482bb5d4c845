/**
 * Times in which the store cannot be written. The engine then runs on one in memory and only observes; it begins anew by itself as soon as
 * the store takes something again, and, where that does not last, waits longer each time.
 */
import { ChironError } from "#core/model";
import type { StoreTrouble } from "../record/index.ts";

export interface Spell {
  /** Wall clock, ms, of its beginning. */
  readonly since: number;
  /** How often it seemed to be over, and was not. */
  readonly tries: number;
}

/** The store can be used again. */
export class Restored extends Error {
  /** What is over, if it was one of those times. */
  readonly spell: Spell | undefined;

  constructor(message: string, spell?: Spell) {
    super(message);
    this.spell = spell;
  }
}

/** The store cannot be written now. The engine is to be run anew, to observe. */
export class Unwritable extends Error {
  readonly spell: Spell;

  constructor(reason: string, spell: Spell) {
    super(reason);
    this.spell = spell;
  }
}

/** One that lived so long with its store is no sign that the time before was not over. */
const stableAfterMs = 60_000;

/** After `before`, how the last engine in this process ended; `livedMs`: how long this one could write. */
export function spellAfter(before: unknown, now: number, livedMs: number): Spell {
  const spell = before instanceof Restored ? before.spell : undefined;
  if (spell === undefined || livedMs >= stableAfterMs) return { since: now, tries: 0 };
  return { since: spell.since, tries: spell.tries + 1 };
}

export function troubleOf({ message, spell }: Unwritable): StoreTrouble {
  return { kind: "unwritable", since: new Date(spell.since).toISOString(), reason: message, copy: "" };
}

const firstLookMs = 1_000;
const longestLookMs = 60_000;

export function lookEveryMs({ tries }: Spell): number {
  return Math.min(longestLookMs, firstLookMs * 2 ** tries);
}

/** A full disk, one that may only be read, one that gives errors; or somebody who does not let go of the file. */
export function isUnwritable(error: unknown): boolean {
  if (error instanceof ChironError && error.code === "store_failed") return error.details.unwritable === true;
  return diskCodes.has((error as NodeJS.ErrnoException | null)?.code ?? "");
}

const diskCodes: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO"]);
/** SQLITE_IOERR, SQLITE_FULL; and, of a disk that may only be read, SQLITE_READONLY and SQLITE_CANTOPEN. */
const [diskResults, readOnlyResults] = [new Set([10, 13]), new Set([8, 14])];
const lockedResult = 5;

/**
 * Whether it passes by itself, at a start. What else keeps a store from being opened, such as somebody else's folder, is told to whoever
 * starts it.
 */
export function mayPass(error: unknown, isReadOnlyDisk: () => boolean, takesOver: boolean): boolean {
  const cause = error instanceof ChironError ? error.cause : error;
  if (diskCodes.has((cause as NodeJS.ErrnoException | null)?.code ?? "")) return true;
  const result = Number((cause as { errcode?: unknown } | null)?.errcode) & 0xff;
  // The one that is replaced was stopped while it wrote: its lock is free when it goes on, or ends.
  if (result === lockedResult) return takesOver;
  return diskResults.has(result) || (readOnlyResults.has(result) && isReadOnlyDisk());
}
