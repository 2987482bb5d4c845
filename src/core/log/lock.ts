/**
 * At most one process writes a stream. The lock is a POSIX record lock, held through an exclusive transaction on a small
 * SQLite file of its own: the kernel lets it go when the process ends, however it ends, and children do not inherit it.
 */
import { readFileSync, statSync } from "node:fs";
import { ChironError } from "#core/model/plain";
import { Database, isHeldElsewhere } from "./database.ts";
import { makePrivateFile } from "./private-files.ts";
import { asStoreError } from "./schema.ts";

export interface Lock {
  release(): void;
}

export function lockWriter(path: string, stream: string): Lock {
  makePrivateFile(path);
  const db = new Database(path, { busyTimeoutMs: 0 });
  try {
    // Nothing is ever written to it, so that it needs no journal.
    db.script("PRAGMA journal_mode = OFF");
    db.run("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    // A full disk, for instance, is nobody else's doing.
    if (!isHeldElsewhere(error)) throw asStoreError(error, path);
    const holder = holderOf(path);
    throw new ChironError(
      "conflict",
      `Another process${holder === undefined ? "" : ` (pid ${holder})`} writes to ${path}`,
      {
        help: "One engine can use a data folder at a time. End the other one, or choose another folder with --data-dir.",
        details: { stream, pid: holder ?? null },
        cause: error,
      },
    );
  }
  return { release: () => db.close() };
}

/** Who holds the lock, from /proc/locks: `1: POSIX  ADVISORY  WRITE 4711 fd:01:1234 128 128`. */
function holderOf(path: string): number | undefined {
  try {
    const inode = String(statSync(path).ino);
    for (const line of readFileSync("/proc/locks", "utf8").split("\n")) {
      const [, , , , pid, place] = line.split(/\s+/);
      if (place?.split(":").at(-1) === inode && Number(pid) > 0) return Number(pid);
    }
  } catch {
    // Not Linux, or not allowed: the message then goes without it.
  }
  return undefined;
}
