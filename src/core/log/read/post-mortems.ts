/** Every `postmortem.written`, by its index: a long log is not read through for the few of them. */
import type { StoredEvent } from "#core/model/plain";
import type { Database } from "../database.ts";
import { type EventRow, toEvent } from "../events.ts";

/** Oldest first; the newest 10,000. */
export function postMortemEvents(db: Database): StoredEvent[] {
  const sql = `SELECT e.stream, e.seq, e.at, e.type, e.actor, e.hash, e.data
    FROM knowledge_events k JOIN events e ON e.stream = k.stream AND e.seq = k.seq
    WHERE k.type = 'postmortem.written' ORDER BY k.id DESC LIMIT 10000`;
  return db.all<EventRow>(sql).map(toEvent).reverse();
}
