/**
 * What at most one process holds: a POSIX record lock, held through an exclusive transaction on a small SQLite file of its own, since Node
 * has no other way to one. The kernel lets it go when the process ends, however it ends, and children do not inherit it. Loads node:sqlite
 * and no store, so that healers that must live without the store may hold one.
 */
import { readFileSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

export type Lock = { readonly held: true; release(): void } | { readonly held: false; readonly by: number | undefined };
export type HeldLock = Extract<Lock, { held: true }>;

/** Makes the file when there is none. Throws what SQLite says when that has nothing to do with another holder: a full disk, for instance. */
export function takeLock(path: string): Lock {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    // Nothing is ever written to it, so that it needs no journal.
    db.exec("PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE");
    return { held: true, release: () => db.close() };
  } catch (error) {
    db.close();
    if (!isHeldElsewhere(error)) throw error;
    return { held: false, by: holderOf(path) };
  }
}

/** SQLITE_BUSY or SQLITE_LOCKED, by the primary result code: another connection has it. */
function isHeldElsewhere(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && [5, 6].includes(Number(error.errcode) & 0xff);
}

/** From /proc/locks: `1: POSIX  ADVISORY  WRITE 4711 fd:01:1234 128 128`. */
function holderOf(path: string): number | undefined {
  try {
    const inode = String(statSync(path).ino);
    for (const line of readFileSync("/proc/locks", "utf8").split("\n")) {
      const [, , , , pid, place] = line.split(/\s+/);
      if (place?.split(":").at(-1) === inode && Number(pid) > 0) return Number(pid);
    }
  } catch {
    // Not Linux, or not allowed: nobody is named then.
  }
  return undefined;
}
