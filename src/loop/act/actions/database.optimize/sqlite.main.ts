/**
 * Runs as a process of its own: `node sqlite.main.ts FILE`. Lets SQLite look at its statistics again, which is what its query
 * planner chooses by. `PRAGMA optimize` with 0x10002 looks at all tables, and `analysis_limit` keeps that short on large ones
 * (https://sqlite.org/lang_analyze.html). Never creates a file, and gives up when another process holds the lock.
 */
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

const busyTimeoutMs = 5_000;

const [file = ""] = process.argv.slice(2);
try {
  const database = new DatabaseSync(`${pathToFileURL(file).href}?mode=rw`, { timeout: busyTimeoutMs });
  database.exec("PRAGMA analysis_limit = 1000");
  database.exec("PRAGMA optimize = 0x10002");
  database.close();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
