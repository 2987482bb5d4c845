/** The tables of chiron.db that are not projections, and the checks before a file is taken for one. */
import { ChironError, messageOf } from "#core/model/plain";
import { type Database, isDamageError, storeTroubleOf } from "./database.ts";

/** "CHIR": tells our file from any other SQLite database (`PRAGMA application_id`). */
const applicationId = 0x43484952;
/** Raised when a newer program writes what an older one cannot read. */
export const schemaVersion = 1;

/**
 * `id` is the order over all streams, without gaps; `seq` the order within one. `incident` repeats what the data says, so
 * that it can be indexed. Everything else is in the hash.
 */
const tables = `
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  actor TEXT NOT NULL,
  incident TEXT,
  hash TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_seq ON events (stream, seq);
CREATE INDEX events_incident ON events (incident, id) WHERE incident IS NOT NULL;
CREATE TABLE heads (stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TABLE projections (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
`;

/** Makes the tables in a new file. Call it in a transaction: two processes may come at the same time. */
export function createTables(db: Database): void {
  if (isEmpty(db))
    db.script(`${tables} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`);
}

/** Refuses, with a reason, what is not a log that this program can use. An empty file passes when `mayBeEmpty`. */
export function assertLog(db: Database, path: string, mayBeEmpty: boolean): void {
  try {
    if (mayBeEmpty && isEmpty(db)) return;
    if (pragma(db, "application_id") !== applicationId) {
      throw new ChironError("store_failed", `${path} is a database, but not one of Chiron's`, {
        help: "Choose another data folder with --data-dir.",
      });
    }
    const version = pragma(db, "user_version");
    if (version > schemaVersion) {
      throw new ChironError("store_failed", `${path} was written by a newer Chiron (store version ${version})`, {
        help: `This program reads up to store version ${schemaVersion}. Update it.`,
      });
    }
  } catch (error) {
    throw asStoreError(error, path);
  }
}

function isEmpty(db: Database): boolean {
  return db.get("SELECT 1 FROM sqlite_schema LIMIT 1") === undefined;
}

function pragma(db: Database, name: "application_id" | "user_version"): number {
  return db.get<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;
}

/** One sentence for people from whatever was thrown while the file was used. */
export function asStoreError(error: unknown, path: string): ChironError {
  if (error instanceof ChironError) return error;
  const why = storeTroubleOf(error) ?? messageOf(error);
  return new ChironError("store_failed", `The store ${path} cannot be used: ${why}`, {
    help: "`chiron doctor` looks at the disk, `chiron audit verify` at what is in the file.",
    details: {
      path,
      ...(isDamageError(error) ? { damaged: true } : storeTroubleOf(error) === undefined ? {} : { unwritable: true }),
    },
    cause: error,
  });
}
