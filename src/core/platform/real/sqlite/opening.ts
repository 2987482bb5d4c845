/** Opening a file of somebody else's for reading, and what SQLite's refusals mean. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { messageOf } from "#core/model/plain";
import type { SqliteObstacle, SqliteSilence } from "../../index.ts";

/** How long a statement waits for the lock of another process. */
const busyMs = 1_000;
/** Byte 18 of the header: 2 where the file is written through a write-ahead log (sqlite.org/fileformat2.html). */
const writeVersionAt = 18;

/** Throws SqliteSilence for what is seen without SQLite. */
export function sizeOf(path: string): number {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw silence("denied", `${path} is not a file`);
    if (stat.size === 0) throw silence("empty", `${path} is empty: it has 0 bytes`);
    return stat.size;
  } catch (error) {
    if (isSilence(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") throw silence("missing", `there is no file ${path}`);
    throw silence("denied", `${path} may not be looked at: ${messageOf(error)}`);
  }
}

/** Never writes, neither to the file nor beside it. */
export function openToRead(path: string): DatabaseSync {
  return new DatabaseSync(isAtRest(path) ? immutable(path) : path, { readOnly: true, timeout: busyMs });
}

/**
 * Written through a log, but without one: nobody has it open. A plain connection would make that log and leave it there, so it is read
 * as it stands. Should somebody begin to write meanwhile, the next look sees the log.
 */
function isAtRest(path: string): boolean {
  if (existsSync(`${path}-wal`)) return false;
  const file = openSync(path, "r");
  try {
    const header = Buffer.alloc(writeVersionAt + 1);
    readSync(file, header, 0, header.length, 0);
    return header[writeVersionAt] === 2;
  } finally {
    closeSync(file);
  }
}

function immutable(path: string): URL {
  const url = pathToFileURL(path);
  url.search = "mode=ro&immutable=1";
  return url;
}

export function silence(kind: SqliteObstacle, reason: string): SqliteSilence {
  return { kind, reason };
}

export function isSilence(value: unknown): value is SqliteSilence {
  return typeof value === "object" && value !== null && "kind" in value && "reason" in value;
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, and SQLITE_IOERR_CORRUPTFS, which is a file system's word for the same. */
export function speaksOfDamage(error: unknown): boolean {
  const code = codeOf(error);
  return (code & 0xff) === 11 || (code & 0xff) === 26 || code === (10 | (33 << 8));
}

/** Any other refusal, by SQLite's result codes (sqlite.org/rescode.html). */
export function silenceOf(error: unknown, path: string): SqliteSilence {
  if (isSilence(error)) return error;
  const message = messageOf(error);
  switch (codeOf(error) & 0xff) {
    case 5:
    case 6:
      return silence("locked", `${path} is locked${holdersOf(path)}`);
    case 8:
      return silence("unfinished", `${path} has an unfinished transaction beside it, which its next writer takes back`);
    case 3:
    case 14:
      return silence("denied", `${path} cannot be opened: ${message}`);
    case 10:
      return silence("failed", `${path} cannot be read, the disk gives errors: ${message}`);
    default: {
      const denied = (error as NodeJS.ErrnoException).code === "EACCES";
      return silence(denied ? "denied" : "failed", denied ? `${path} may not be read` : message);
    }
  }
}

function codeOf(error: unknown): number {
  const { errcode } = (error ?? {}) as { readonly errcode?: unknown };
  return typeof errcode === "number" ? errcode : 0;
}

/** From /proc/locks: `1: POSIX  ADVISORY  WRITE 4711 fd:01:1234 1073741824 1073742335`. */
function holdersOf(path: string): string {
  try {
    const inode = String(statSync(path).ino);
    const pids = readFileSync("/proc/locks", "utf8")
      .split("\n")
      .map((line) => line.split(/\s+/))
      .filter((words) => words[3] === "WRITE" && words[5]?.split(":").at(-1) === inode)
      .map((words) => words[4] ?? "");
    const others = [...new Set(pids)].filter((pid) => pid !== String(process.pid));
    return others.length === 0 ? "" : ` by process ${others.join(", ")}`;
  } catch {
    return "";
  }
}
