import { canonicalJson } from "./chain/index.ts";
import { Database } from "./database.ts";

/**
 * The rows of the given tables as text, in an order of their own, JSON in its canonical form: two dumps are equal when the
 * tables say the same. For tests and for `doctor`.
 */
export function dumpTables(path: string, tables: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const db = new Database(path, { readOnly: true });
  try {
    return Object.fromEntries(tables.map((table) => [table, dumpTable(db, table)]));
  } finally {
    db.close();
  }
}

function dumpTable(db: Database, table: string): string[] {
  const rows = db.all<Record<string, unknown>>(`SELECT * FROM "${table.replaceAll('"', '""')}"`);
  return rows.map((row) => canonicalJson(Object.fromEntries(Object.entries(row).map(readable)))).sort();
}

function readable([name, value]: [string, unknown]): [string, unknown] {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return [name, value];
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}
