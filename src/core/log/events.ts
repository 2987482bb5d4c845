/** Events as rows: how they are read back, by the writer and by readers alike. */
import type { Stretch, StretchQuery } from "#core/model";
import type { StoredEvent } from "#core/model/plain";
import type { Database, SQLInputValue } from "./database.ts";

export interface EventRow {
  readonly id: number;
  readonly stream: string;
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly incident: string | null;
  readonly hash: string;
  readonly data: string;
}

export interface ReadQuery {
  /** Only events after this sequence number, and up to (and with) that one. */
  readonly after?: number;
  readonly upTo?: number;
  readonly incident?: string;
  readonly types?: readonly string[];
  /** Default: the reader's own. */
  readonly stream?: string;
  /** Default 1,000; at most 100,000. */
  readonly limit?: number;
  /** The newest that fit instead of the oldest; still in ascending order. */
  readonly newest?: boolean;
}

const defaultLimit = 1_000;
const largestLimit = 100_000;

export function toEvent(row: Omit<EventRow, "id" | "incident">): StoredEvent {
  const { seq, stream, at, type, actor, hash } = row;
  return { type, data: JSON.parse(row.data), seq, stream, at, actor, hash } as StoredEvent;
}

/** One statement for each set of filters, so that each can use its index. */
export function readEvents(db: Database, stream: string, query: ReadQuery): StoredEvent[] {
  const order = query.newest ? "DESC" : "ASC";
  const conditions = ["seq > ?", "seq <= ?"];
  const values: (string | number)[] = [query.after ?? 0, query.upTo ?? Number.MAX_SAFE_INTEGER];
  if (query.incident !== undefined) {
    conditions.push("incident = ?");
    values.push(query.incident);
  }
  if (query.types !== undefined) {
    conditions.push("type IN (SELECT value FROM json_each(?))");
    values.push(JSON.stringify(query.types));
  }
  // An incident's events are few and have their index in the order of `id`, which is that of `seq` within a stream.
  const place = query.incident === undefined ? "stream = ?" : "+stream = ?";
  const column = query.incident === undefined ? "seq" : "id";
  const rows = db.all<EventRow>(
    `SELECT stream, seq, at, type, actor, hash, data FROM events
     WHERE ${place} AND ${conditions.join(" AND ")} ORDER BY ${column} ${order} LIMIT ?`,
    stream,
    ...values,
    limitOf(query.limit),
  );
  if (query.newest) rows.reverse();
  return rows.map(toEvent);
}

function limitOf(asked: number | undefined): number {
  if (asked === undefined || Number.isNaN(asked)) return defaultLimit;
  return Math.min(Math.max(0, Math.trunc(asked)), largestLimit);
}

/**
 * The log looked through backwards, over all streams, one bounded stretch at a time. One statement for each set of filters: there
 * are few.
 */
export function readStretch(db: Database, query: StretchQuery): Stretch {
  const before = query.before ?? newestPlace(db) + 1;
  // An incident's records are few, have their index in the order of places, and lie anywhere.
  const lowest = query.incident === undefined ? Math.max(1, before - query.span) : 1;
  const { conditions, values } = filtersOf(query);
  const rows = db.all<EventRow>(
    `SELECT id, stream, seq, at, type, actor, hash, data FROM events
     WHERE ${["id < ?", "id >= ?", ...conditions].join(" AND ")} ORDER BY id DESC LIMIT ?`,
    before,
    lowest,
    ...values,
    query.span,
  );
  const last = rows.length === query.span ? (rows.at(-1)?.id ?? lowest) : lowest;
  const reached = db.get<{ at: number }>(
    "SELECT at FROM events WHERE id >= ? AND id < ? ORDER BY id LIMIT 1",
    last,
    before,
  );
  return {
    items: rows.map((row) => ({ place: row.id, stored: toEvent(row) })),
    next: last > 1 ? last : null,
    reachedAt: reached?.at ?? null,
  };
}

function newestPlace(db: Database): number {
  return db.get<{ id: number | null }>("SELECT max(id) AS id FROM events")?.id ?? 0;
}

function filtersOf({ stream, types, actor, incident, target, from, to }: StretchQuery) {
  const filters: readonly (readonly [string, readonly SQLInputValue[]] | false)[] = [
    stream !== undefined && ["stream = ?", [stream]],
    types !== undefined && ["type IN (SELECT value FROM json_each(?))", [JSON.stringify(types)]],
    actor !== undefined && ["instr(lower(actor), lower(?)) > 0", [actor]],
    incident !== undefined && ["incident = ?", [incident]],
    target !== undefined && [
      "(json_extract(data, '$.target') = ? OR (SELECT target FROM incidents WHERE id = events.incident) = ?)",
      [target, target],
    ],
    from !== undefined && ["at >= ?", [from]],
    to !== undefined && ["at <= ?", [to]],
  ];
  const wanted = filters.filter((one) => one !== false);
  return { conditions: wanted.map(([condition]) => condition), values: wanted.flatMap(([, values]) => values) };
}
