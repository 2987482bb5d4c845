/** Lists of incidents: newest first, filtered by the database, in pages. */
import type { Incident, IncidentQuery, IncidentSummary, Page } from "#core/model";
import { ChironError } from "#core/model/plain";
import type { Database, SQLInputValue } from "../database.ts";
import { type IncidentRow, summaryColumns, toSummary } from "./rows.ts";

type ListRow = Pick<IncidentRow, "id" | "opened_at">;

const defaultPage = 100;
const largestPage = 1_000;
const searchable = ["id", "type", "target", "summary"];
const searched = searchable.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(" OR ");

export function incidentsIn(db: Database, query: IncidentQuery): Page<Incident> {
  return pageOf(db, query, "id, opened_at, doc", ({ doc }: IncidentRow) => JSON.parse(doc) as Incident);
}

export function summariesIn(db: Database, query: IncidentQuery): Page<IncidentSummary> {
  return pageOf(db, query, summaryColumns, toSummary);
}

/**
 * Each page begins right after the last row of the one before, by its place and not by a count: rows that come in
 * between neither repeat nor hide any.
 */
function pageOf<T, Row extends ListRow>(
  db: Database,
  query: IncidentQuery,
  columns: string,
  convert: (row: Row) => T,
): Page<T> {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...given: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  // Asking for an end state means wanting ended ones.
  if (!query.all && query.state === undefined && query.states === undefined) where("ended_at IS NULL");
  if (query.state !== undefined) where("state = ?", query.state);
  if (query.target !== undefined) where("target = ?", query.target);
  if (query.states !== undefined) where("state IN (SELECT value FROM json_each(?))", JSON.stringify(query.states));
  for (const column of ["severity", "domain", "tier"] as const) {
    const value = query[column];
    if (value !== undefined) where(`${column} = ?`, value);
  }
  if (query.search !== undefined) where(`(${searched})`, ...searchable.map(() => patternOf(query.search ?? "")));
  if (query.cursor !== undefined) where("(opened_at, id) < (?, ?)", ...readCursor(query.cursor));
  const filter = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
  const limit = Math.min(Math.max(1, Math.trunc(query.limit ?? defaultPage)), largestPage);
  const order = "ORDER BY opened_at DESC, id DESC";
  // What is looked for is found in the index alone; only the rows that are shown are read.
  const found = `SELECT id FROM incidents ${filter} ${order} LIMIT ?`;
  const rows = db.all<Row>(`SELECT ${columns} FROM incidents WHERE id IN (${found}) ${order}`, ...values, limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(convert), next: rows.length > limit && last !== undefined ? writeCursor(last) : null };
}

/** As it is, wherever it stands. */
function patternOf(search: string): string {
  return `%${search.replace(/[\\%_]/g, "\\$&")}%`;
}

function writeCursor({ opened_at, id }: ListRow): string {
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
