/** Reads what happened at gates. */
import type { FollowPosition, HarmonyEventType } from "#core/model";
import type { StoredEvent } from "#core/model/plain";
import type { Database } from "../database.ts";
import { type EventRow, toEvent } from "../events.ts";

export type HarmonyEvent = Extract<StoredEvent, { type: HarmonyEventType }>;

export interface HarmonyPage {
  readonly events: readonly HarmonyEvent[];
  /** Where the next page begins; null at the end. */
  readonly next: number | null;
}

export interface HarmonyQuery {
  readonly types: readonly HarmonyEventType[];
  /** `next` of the page before. */
  readonly after?: number;
  /** Not what happened before. */
  readonly since?: number;
  readonly limit: number;
}

export class HarmonyReader {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Oldest first. */
  page({ types, after = 0, since = 0, limit }: HarmonyQuery): HarmonyPage {
    // The plus keeps it to the order of places: by the index of types every page would sort all that is left.
    const rows = this.#db.all<EventRow & { readonly place: number }>(
      `SELECT h.id AS place, e.stream, e.seq, e.at, e.type, e.actor, e.hash, e.data
       FROM harmony_events h JOIN events e ON e.stream = h.stream AND e.seq = h.seq
       WHERE h.id > ? AND h.at >= ? AND +h.type IN (SELECT value FROM json_each(?)) ORDER BY h.id LIMIT ?`,
      after,
      since,
      JSON.stringify(types),
      limit,
    );
    return { events: rows.map(toHarmony), next: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
  }

  /** Those of one stream, in the order asked for. */
  at(stream: string, seqs: readonly number[]): readonly HarmonyEvent[] {
    const sql = "SELECT stream, seq, at, type, actor, hash, data FROM events WHERE stream = ? AND seq = ?";
    return seqs.flatMap((seq) => {
      const row = this.#db.get<EventRow>(sql, stream, seq);
      return row === undefined ? [] : [toHarmony(row)];
    });
  }

  positions(contract: string): readonly FollowPosition[] {
    const rows = this.#db.all<{ doc: string }>("SELECT doc FROM harmony_positions WHERE contract = ?", contract);
    return rows.map(({ doc }) => JSON.parse(doc) as FollowPosition);
  }
}

function toHarmony(row: EventRow): HarmonyEvent {
  return toEvent(row) as HarmonyEvent;
}
