/**
 * Tables of readings.db. Samples of all series lie side by side by the minute, so that a batch touches few pages and a
 * minute is dropped in one go; one series is found by a seek for each minute. `thinned` is what remains after a day: one
 * sample for each slot of a series.
 */
import { renameSync, rmSync } from "node:fs";
import { Database, storeTroubleOf } from "../database.ts";
import { makePrivateFile, makePrivateFolderOf } from "../private-files.ts";

/** Not in the file of earlier versions, which is good for the rest. */
const laterTables = `
CREATE TABLE IF NOT EXISTS baselines (
  target TEXT NOT NULL,
  probe TEXT NOT NULL,
  signature TEXT NOT NULL,
  learned_at INTEGER NOT NULL,
  learned TEXT NOT NULL,
  PRIMARY KEY (target, probe)
) STRICT, WITHOUT ROWID;
`;

const version = 1;

const tables = `
CREATE TABLE series (id INTEGER PRIMARY KEY, target TEXT NOT NULL, probe TEXT NOT NULL, UNIQUE (target, probe)) STRICT;
CREATE TABLE samples (
  minute INTEGER NOT NULL,
  series INTEGER NOT NULL,
  taken_at INTEGER NOT NULL,
  available INTEGER NOT NULL,
  latency_ms REAL NOT NULL,
  vals TEXT NOT NULL,
  error TEXT,
  PRIMARY KEY (minute, series, taken_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE thinned (
  series INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  taken_at INTEGER NOT NULL,
  available INTEGER NOT NULL,
  latency_ms REAL NOT NULL,
  vals TEXT NOT NULL,
  error TEXT,
  PRIMARY KEY (series, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX thinned_taken ON thinned (taken_at);
`;

/** Readings are disposable: a file that cannot be used is put aside (one is kept) and begun anew. */
export function openReadingsFile(path: string, busyTimeoutMs: number): Database {
  if (path === ":memory:") return prepare(path, busyTimeoutMs);
  makePrivateFolderOf(path);
  try {
    makePrivateFile(path);
    return prepare(path, busyTimeoutMs);
  } catch (error) {
    if (storeTroubleOf(error) === undefined && !(error instanceof WrongVersion)) throw error;
    for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
    renameSync(path, `${path}.broken`);
    makePrivateFile(path);
    return prepare(path, busyTimeoutMs);
  }
}

class WrongVersion extends Error {}

function prepare(path: string, busyTimeoutMs: number): Database {
  const db = new Database(path, { busyTimeoutMs });
  try {
    // NORMAL: a power cut may take the last seconds, never the file.
    db.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 8388608;");
    const found = db.get<{ user_version: number }>("PRAGMA user_version")?.user_version;
    const isNew = db.get("SELECT 1 FROM sqlite_schema LIMIT 1") === undefined;
    if (isNew) db.transaction(() => db.script(`${tables} PRAGMA user_version = ${version}`));
    else if (found !== version) throw new WrongVersion(`version ${found}`);
    db.script(laterTables);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
