/** Is it whole? Quickly first, since that answer is worth having when time runs out during the thorough one. */
import type { DatabaseSync } from "node:sqlite";
import { messageOf } from "#core/model/plain";
import type { SqliteCheckQuestion, SqliteFindings, SqliteSilence } from "../../index.ts";
import { confine, reading } from "./authorizer.ts";
import { openToRead, silenceOf, sizeOf, speaksOfDamage } from "./opening.ts";
import { toScalar } from "./values.ts";

const mostProblems = 20;

export function check(
  { path, deep, query }: SqliteCheckQuestion,
  answer: (found: SqliteFindings | SqliteSilence) => void,
): void {
  let sizeBytes = 0;
  let database: DatabaseSync | undefined;
  try {
    sizeBytes = sizeOf(path);
    database = openToRead(path);
    const quick = complaints(database, "quick_check");
    const value = query === undefined || quick.length > 0 ? {} : ask(database, query);
    const found = (problems: readonly string[], how: SqliteFindings["check"]): SqliteFindings => ({
      kind: problems.length === 0 ? "intact" : "damaged",
      check: how,
      problems,
      sizeBytes,
      ...value,
    });
    answer(found(quick, "quick"));
    if (deep && quick.length === 0) answer(found(complaints(database, "integrity_check"), "integrity"));
  } catch (error) {
    if (!speaksOfDamage(error)) answer(silenceOf(error, path));
    else answer({ kind: "damaged", check: "quick", problems: [messageOf(error)], sizeBytes });
  } finally {
    database?.close();
  }
}

function complaints(database: DatabaseSync, pragma: "quick_check" | "integrity_check"): readonly string[] {
  const rows = database.prepare(`PRAGMA ${pragma}(${mostProblems})`).all();
  return rows
    .map((row) => String(Object.values(row)[0]))
    .filter((line) => line !== "ok")
    .map((line) => line.slice(0, 300));
}

/** A query that is wrong says nothing about the file; one that stumbles over damage does. */
function ask(database: DatabaseSync, query: string): Pick<SqliteFindings, "value" | "valueError"> {
  try {
    confine(database, reading);
    const row = database.prepare(query).get();
    if (row === undefined) return { valueError: "the query gives no row" };
    return { value: toScalar(Object.values(row)[0]) };
  } catch (error) {
    if (speaksOfDamage(error)) throw error;
    return { valueError: `the query fails: ${messageOf(error)}` };
  } finally {
    database.setAuthorizer(null);
  }
}
