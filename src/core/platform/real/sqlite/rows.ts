/** The rows of one SELECT, or none of them when there are too many. */
import type { SqliteRows, SqliteRowsQuestion, SqliteSilence } from "../../index.ts";
import { confine, reading } from "./authorizer.ts";
import { openToRead, silence, silenceOf, sizeOf } from "./opening.ts";
import { toScalar } from "./values.ts";

export function rows({ path, query, maxRows }: SqliteRowsQuestion): SqliteRows | SqliteSilence {
  try {
    sizeOf(path);
    const database = openToRead(path);
    try {
      confine(database, reading);
      const statement = database.prepare(query);
      statement.setReadBigInts(true);
      const columns = statement.columns().map(({ name }) => name);
      const found: SqliteRows["rows"][number][] = [];
      for (const row of statement.iterate()) {
        if (found.length === maxRows) return silence("failed", `the query gives more than ${maxRows} rows`);
        found.push(Object.values(row as object).map(toScalar));
      }
      return { kind: "rows", columns, rows: found };
    } finally {
      database.close();
    }
  } catch (error) {
    return silenceOf(error, path);
  }
}
