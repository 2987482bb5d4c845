/** One declared statement in one transaction, which is taken back when it would touch more rows than it may. */
import { DatabaseSync } from "node:sqlite";
import type { SqliteChange, SqliteChanged, SqliteSilence } from "../../index.ts";
import { changing, confine, reading } from "./authorizer.ts";
import { openToRead, silence, silenceOf, sizeOf } from "./opening.ts";
import { toScalar } from "./values.ts";

const busyMs = 5_000;
/** A rehearsal runs on a copy in memory; of a larger file it says so. */
const mostCopiedBytes = 512 * 1024 * 1024;

export function change(order: SqliteChange): SqliteChanged | SqliteSilence {
  try {
    const sizeBytes = sizeOf(order.path);
    if (!order.rehearse) return using(new DatabaseSync(order.path, { timeout: busyMs }), order);
    if (sizeBytes > mostCopiedBytes)
      return silence("failed", `${order.path} is too large to rehearse on a copy (${sizeBytes} bytes)`);
    return using(copyOf(order.path), order);
  } catch (error) {
    return silenceOf(error, order.path);
  }
}

function copyOf(path: string): DatabaseSync {
  const original = openToRead(path);
  try {
    const copy = new DatabaseSync(":memory:");
    copy.deserialize(original.serialize());
    return copy;
  } finally {
    original.close();
  }
}

function using(database: DatabaseSync, order: SqliteChange): SqliteChanged {
  try {
    return inTransaction(database, order);
  } finally {
    database.close();
  }
}

function inTransaction(database: DatabaseSync, order: SqliteChange): SqliteChanged {
  const { statement, maxRows } = order;
  database.exec("BEGIN IMMEDIATE");
  try {
    const keys = keysOf(database, order);
    if (keys.length > maxRows)
      return refused(database, `${keys.length} keys are meant, and at most ${maxRows} may be`, keys);
    if (order.keys !== undefined && keys.length === 0) {
      database.exec("ROLLBACK");
      return { kind: "changed", reason: "there is no such key any more", rows: 0, keys };
    }
    confine(database, changing);
    const before = totalChanges(database);
    const prepared = database.prepare(statement);
    prepared.run({ ...order.parameters, ...(order.keys === undefined ? {} : { keys: JSON.stringify(keys) }) });
    database.setAuthorizer(null);
    const touched = totalChanges(database) - before;
    if (touched > maxRows)
      return refused(database, `it would touch ${touched} rows, and at most ${maxRows} may be`, keys);
    database.exec("COMMIT");
    return { kind: "changed", reason: "", rows: touched, keys };
  } catch (error) {
    database.setAuthorizer(null);
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function keysOf(database: DatabaseSync, { keys }: SqliteChange): readonly string[] {
  if (keys === undefined) return [];
  const without = new Set(keys.without);
  confine(database, reading);
  const statement = database.prepare(keys.query);
  statement.setReadBigInts(true);
  const found = statement.all().map((row) => String(toScalar(Object.values(row)[0])));
  database.setAuthorizer(null);
  return [...new Set(found)].filter((key) => !without.has(key));
}

function refused(database: DatabaseSync, reason: string, keys: readonly string[]): SqliteChanged {
  database.setAuthorizer(null);
  database.exec("ROLLBACK");
  return { kind: "refused", reason: `${reason}; nothing was changed`, rows: 0, keys };
}

/** Rows changed by statements and by the triggers that they set off. */
function totalChanges(database: DatabaseSync): number {
  return Number(database.prepare("SELECT total_changes() AS n").get()?.n ?? 0);
}
