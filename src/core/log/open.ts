/** Opening a log for writing: the file, its lock, and whether its end is what it should be. */
import { ChironError, messageOf } from "#core/model/plain";
import { type Anchor, pathBeside, readAnchor } from "./anchor.ts";
import { type ChainRecord, genesisOf, type Head, hashOf } from "./chain/index.ts";
import { Database } from "./database.ts";
import { isHeld, lockWhenFree } from "./late-lock.ts";
import { makePrivateFile, makePrivateFolderOf } from "./private-files.ts";
import { asStoreError, assertLog, createTables } from "./schema.ts";
import type { LogOptions } from "./types.ts";
import { lockWriter, type WriterLock } from "./writer-lock.ts";

export interface OpenedFile {
  readonly db: Database;
  readonly lock: WriterLock | undefined;
  /** The lock was somebody else's, who is to be replaced. */
  readonly tookOver: boolean;
}

export const inMemory = ":memory:";

/** The write-ahead log is cut back to this after a checkpoint, whatever a burst made of it. */
const journalLimitBytes = 16 * 1024 * 1024;

export function openFile({ path, stream, busyTimeoutMs = 5_000, takeOver = false, clock }: LogOptions): OpenedFile {
  if (!/^[a-z][a-z0-9_-]{0,63}$/.test(stream))
    throw new ChironError("bad_request", `"${stream}" cannot be the name of a stream`);
  if (path === inMemory) return { db: prepare(path, busyTimeoutMs), lock: undefined, tookOver: false };
  makePrivateFolderOf(path);
  const { lock, tookOver } = lockOf(pathBeside(path, stream, "lock"), stream, takeOver ? clock : undefined);
  try {
    makePrivateFile(path);
    return { db: prepare(path, busyTimeoutMs), lock, tookOver };
  } catch (error) {
    lock.release();
    throw asStoreError(error, path);
  }
}

/** With a clock it does not matter whether somebody else holds the lock now. */
function lockOf(
  path: string,
  stream: string,
  clock: LogOptions["clock"] | undefined,
): Omit<OpenedFile, "db" | "lock"> & { lock: WriterLock } {
  try {
    return { lock: lockWriter(path, stream), tookOver: false };
  } catch (error) {
    if (clock === undefined || !isHeld(error)) throw error;
    return { lock: lockWhenFree(path, stream, clock), tookOver: true };
  }
}

function prepare(path: string, busyTimeoutMs: number): Database {
  const db = new Database(path, { busyTimeoutMs });
  try {
    assertLog(db, path, true);
    // FULL: a commit returns when it is on the disk, also if the power fails the moment after.
    db.script(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${journalLimitBytes};`,
    );
    db.transaction(() => createTables(db));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The stream's head as the heads table has it; throws when the events, or the anchor, say otherwise. */
export function readHead(db: Database, path: string, stream: string, acceptRollback: boolean): Head {
  const kept = db.get<Head>("SELECT seq, hash FROM heads WHERE stream = ?", stream);
  const head = kept === undefined ? genesisOf(stream) : { seq: kept.seq, hash: kept.hash };
  const [last, before] = db.all<ChainRecord & Head>(
    "SELECT seq, stream, at, type, actor, data, hash FROM events WHERE stream = ? ORDER BY seq DESC LIMIT 2",
    stream,
  );
  const end: Head = last ?? genesisOf(stream);
  if (end.seq !== head.seq || end.hash !== head.hash) {
    throw damaged(path, `the head is record ${head.seq}, but the last record is ${end.seq}`);
  }
  if (last !== undefined && hashOf((before ?? genesisOf(stream)).hash, last) !== last.hash) {
    throw damaged(path, `record ${last.seq} has been altered`);
  }
  if (path !== inMemory && !acceptRollback) assertAnchored(db, path, stream, head);
  return head;
}

function assertAnchored(db: Database, path: string, stream: string, head: Head): void {
  const anchorPath = pathBeside(path, stream, "anchor");
  let anchor: Anchor | undefined;
  try {
    anchor = readAnchor(anchorPath);
  } catch (error) {
    throw damaged(path, `its anchor ${anchorPath} cannot be read: ${messageOf(error)}`);
  }
  if (anchor === undefined || anchor.seq === 0) return;
  const there = db.get<Head>("SELECT seq, hash FROM events WHERE stream = ? AND seq = ?", stream, anchor.seq);
  if (there?.hash === anchor.hash) return;
  const why =
    there === undefined
      ? `it ends at record ${head.seq}, although it had come to ${anchor.seq}: its end was cut off, or an older copy was put back`
      : `record ${anchor.seq} is not the one it was: the log has been written anew`;
  throw damaged(path, why, `When this was done on purpose, remove ${anchorPath} and start again.`);
}

function damaged(
  path: string,
  why: string,
  help = "`chiron audit verify` says more. Restore a backup, or move the file away.",
): ChironError {
  return new ChironError("store_failed", `The store ${path} is not as it was left: ${why}`, {
    help,
    details: { path, damaged: true },
  });
}
