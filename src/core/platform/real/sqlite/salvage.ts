/**
 * Copies the rows that can still be read into a new file, where `.recover` cannot be had (the sqlite3 of some systems is built without
 * it): each table from its beginning up to the damage, then from its end back to it.
 */
import { DatabaseSync } from "node:sqlite";
import { messageOf } from "#core/model/plain";

interface Made {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** In words, what it got; throws when not even the schema can be read. */
export function salvage(from: string, to: string): string {
  const source = new DatabaseSync(from, { readOnly: true });
  const target = new DatabaseSync(to);
  try {
    target.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = NORMAL; BEGIN");
    const made = source.prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").all();
    const all = (made as unknown as Made[]).filter(({ name }) => !name.startsWith("sqlite_"));
    const tables = all.filter(({ type, sql }) => type === "table" && !/^CREATE VIRTUAL/i.test(sql));
    const told = tables.map(({ name, sql }) => {
      target.exec(sql);
      return `${name} ${copyRows(source, target, name)}`;
    });
    // Indexes, views and triggers last: they are made of rows, or would act on them.
    for (const { type, sql } of all) if (type !== "table") attempt(() => target.exec(sql));
    target.exec("COMMIT");
    return told.length === 0 ? "no tables" : told.slice(0, 20).join(", ");
  } finally {
    target.close();
    source.close();
  }
}

function copyRows(source: DatabaseSync, target: DatabaseSync, table: string): string {
  const name = `"${table.replaceAll('"', '""')}"`;
  const columns = source.prepare(`SELECT * FROM ${name} LIMIT 0`).columns().length;
  const insert = target.prepare(`INSERT OR IGNORE INTO ${name} VALUES (${Array(columns).fill("?").join(", ")})`);
  const forwards = copyFrom(source, insert, `SELECT * FROM ${name} NOT INDEXED`);
  if (forwards.error === undefined) return `${forwards.rows} rows`;
  const byRowId = attempt(() => source.prepare(`SELECT rowid FROM ${name} LIMIT 0`)) !== undefined;
  const back = byRowId ? copyFrom(source, insert, `SELECT * FROM ${name} NOT INDEXED ORDER BY rowid DESC`) : undefined;
  return `${forwards.rows + (back?.rows ?? 0)} rows, not all (${forwards.error})`;
}

type Insert = ReturnType<DatabaseSync["prepare"]>;

function copyFrom(
  source: DatabaseSync,
  insert: Insert,
  sql: string,
): { readonly rows: number; readonly error?: string } {
  let rows = 0;
  try {
    const select = source.prepare(sql);
    select.setReadBigInts(true);
    select.setReturnArrays(true);
    for (const row of select.iterate() as unknown as Iterable<Parameters<Insert["run"]>>)
      rows += Number(insert.run(...row).changes);
    return { rows };
  } catch (error) {
    return { rows, error: messageOf(error) };
  }
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
