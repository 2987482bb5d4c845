/** Lists of incidents: newest first, filtered by the database, in pages. */
import type { IncidentQuery, Page } from "#core/model";
import { ChironError } from "#core/model/plain";
import type { Database, SQLInputValue } from "../database.ts";
import type { IncidentRow } from "./rows.ts";

const defaultPage = 100;
const largestPage = 1_000;

/**
 * Each page begins right after the last row of the one before, by its place and not by a count: rows that come in
 * between neither repeat nor hide any.
 */
export function pageOfIncidents<T>(db: Database, query: IncidentQuery, convert: (row: IncidentRow) => T): Page<T> {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...given: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  // Asking for an end state means wanting ended ones.
  if (!query.all && query.state === undefined) where("ended_at IS NULL");
  if (query.state !== undefined) where("state = ?", query.state);
  if (query.target !== undefined) where("target = ?", query.target);
  if (query.severity !== undefined) where("severity = ?", query.severity);
  if (query.cursor !== undefined) where("(opened_at, id) < (?, ?)", ...readCursor(query.cursor));
  const filter = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const limit = Math.min(Math.max(1, Math.trunc(query.limit ?? defaultPage)), largestPage);
  const rows = db.all<IncidentRow>(
    `SELECT * FROM incidents ${filter} ORDER BY opened_at DESC, id DESC LIMIT ?`,
    ...values,
    limit + 1,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(convert), next: rows.length > limit && last !== undefined ? writeCursor(last) : null };
}

function writeCursor({ opened_at, id }: IncidentRow): string {
  return Buffer.from(`${opened_at}:${id}`).toString("base64url");
}

function readCursor(cursor: string): [number, string] {
  const match = /^(\d{1,15}):(.+)$/s.exec(Buffer.from(cursor, "base64url").toString());
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new ChironError("bad_request", "The cursor is not one that a list of incidents gave", {
      help: "Pass `next` of the page before, unchanged, or leave it away to begin at the newest.",
    });
  }
  return [Number(match[1]), match[2]];
}
