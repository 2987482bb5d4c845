/**
 * At most one process has a role. As with the log's own lock, it is a POSIX record lock, held through an exclusive transaction on a small
 * SQLite file: the kernel lets it go when the process ends, however it ends, and children do not inherit it. (Node has no other way to one.)
 */
import { readFileSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

export type RoleLock =
  | { readonly held: true; release(): void }
  | { readonly held: false; readonly by: number | undefined };

/** Throws what SQLite says when that has nothing to do with another holder. */
export function takeRole(path: string): RoleLock {
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

const SQLITE_BUSY = 5;

function isHeldElsewhere(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && Number(error.errcode) % 256 === SQLITE_BUSY;
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
    // Not allowed: the message then goes without it.
  }
  return undefined;
}
