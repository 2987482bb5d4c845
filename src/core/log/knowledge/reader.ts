/** The questions about what was learned, each by an index and with a bound. */
import type { Outcome, StoredEvent } from "#core/model";
import type { Database, SQLInputValue } from "../database.ts";
import { type EventRow, toEvent } from "../events.ts";

export type LearnedEventType =
  | "runbook.registered"
  | "runbook.approved"
  | "runbook.graduated"
  | "runbook.demoted"
  | "runbook.amended"
  | "runbook.described"
  | "dry_run.compared"
  | "postmortem.written"
  | "incident.tiered";

/** `place` orders them, over all streams. */
export interface LearnedEvent<T extends LearnedEventType = LearnedEventType> {
  readonly place: number;
  readonly stored: Extract<StoredEvent, { type: T }>;
}

export interface LearnedQuery<T extends LearnedEventType> {
  readonly types: readonly T[];
  readonly runbook?: string;
  readonly hash?: string;
  /** Only places before, and after, these. */
  readonly before?: number | undefined;
  readonly after?: number;
  readonly limit: number;
}

/** Times of one incident, by the wall clock in ms. */
export interface IncidentTimes {
  readonly since: number;
  readonly opened_at: number;
  readonly judged_at: number | null;
  readonly asked_at: number | null;
  readonly answered_at: number | null;
  readonly began_at: number | null;
  readonly acted_at: number | null;
  readonly proved_at: number | null;
  readonly escalated_at: number | null;
}

export interface RecurringRow {
  readonly fingerprint: string;
  readonly type: string;
  readonly target: string;
  readonly incidents: number;
  readonly open: number;
  readonly resolved: number;
  readonly self_resolved: number;
  readonly first_at: number;
  readonly last_at: number;
  readonly last_incident: string;
  readonly last_runbook: string | null;
}

export interface OutcomeRow {
  readonly place: number;
  readonly outcome: Outcome;
}

/** What confidence is made of, without the rest of the outcome. */
export type OutcomeFacts = Pick<Outcome, "runbook" | "strategy" | "result" | "effectiveness"> & {
  readonly hash: string;
  readonly at: number;
};

export class KnowledgeReader {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest first. */
  events<T extends LearnedEventType>(query: LearnedQuery<T>): LearnedEvent<T>[] {
    const conditions = ["k.type IN (SELECT value FROM json_each(?))", "k.id < ?", "k.id > ?"];
    const values: SQLInputValue[] = [
      JSON.stringify(query.types),
      query.before ?? Number.MAX_SAFE_INTEGER,
      query.after ?? 0,
    ];
    for (const column of ["runbook", "hash"] as const) {
      const value = query[column];
      if (value === undefined) continue;
      conditions.push(`k.${column} = ?`);
      values.push(value);
    }
    const rows = this.#db.all<EventRow & { readonly place: number }>(
      `SELECT k.id AS place, e.stream, e.seq, e.at, e.type, e.actor, e.hash, e.data
       FROM knowledge_events k JOIN events e ON e.stream = k.stream AND e.seq = k.seq
       WHERE ${conditions.join(" AND ")} ORDER BY k.id DESC LIMIT ?`,
      ...values,
      query.limit,
    );
    return rows.map((row) => ({ place: row.place, stored: toEvent(row) as LearnedEvent<T>["stored"] }));
  }

  /** The newest first. */
  outcomes(runbook: string, { before, limit }: { before?: number | undefined; limit: number }): OutcomeRow[] {
    // The inner list comes from the index alone; documents are read for the page only.
    const sql = `SELECT id AS place, doc FROM outcomes
      WHERE id IN (SELECT id FROM outcomes WHERE runbook = ? AND id < ? ORDER BY id DESC LIMIT ?) ORDER BY id DESC`;
    const rows = this.#db.all<{ place: number; doc: string }>(sql, runbook, before ?? Number.MAX_SAFE_INTEGER, limit);
    return rows.map(({ place, doc }) => ({ place, outcome: JSON.parse(doc) as Outcome }));
  }

  /** Of all runbooks or one, oldest first; the newest that many. */
  outcomeFacts({ runbook, limit }: { runbook?: string; limit: number }): (OutcomeFacts & { readonly place: number })[] {
    const filter = runbook === undefined ? "" : "WHERE runbook = ?";
    const sql = `SELECT id AS place, runbook, hash, strategy, result, effectiveness, at FROM outcomes ${filter} ORDER BY id DESC LIMIT ?`;
    const values = runbook === undefined ? [limit] : [runbook, limit];
    return this.#db.all<OutcomeFacts & { readonly place: number }>(sql, ...values).reverse();
  }

  /** Of incidents that opened at `since` or later; the newest that many. */
  timings({ since, limit }: { since: number; limit: number }): IncidentTimes[] {
    return this.#db.all("SELECT * FROM timings WHERE opened_at >= ? ORDER BY opened_at DESC LIMIT ?", since, limit);
  }

  /** Troubles that opened more than once at `since` or later. */
  recurring({ since, limit }: { since: number; limit: number }): RecurringRow[] {
    // With max() the bare columns come from the row that has it (https://sqlite.org/lang_select.html#bareagg).
    const sql = `SELECT fingerprint, type, target, count(*) AS incidents, sum(ended_at IS NULL) AS open,
        sum(state = 'resolved') AS resolved, sum(state = 'self_resolved') AS self_resolved,
        min(opened_at) AS first_at, max(opened_at) AS last_at, id AS last_incident, runbook AS last_runbook
      FROM incidents WHERE opened_at >= ? GROUP BY fingerprint HAVING incidents > 1
      ORDER BY incidents DESC, last_at DESC LIMIT ?`;
    return this.#db.all(sql, since, limit);
  }

  /** What an incident was about; undefined when it is not known. */
  subjectOf(incident: string): { readonly type: string; readonly target: string } | undefined {
    return this.#db.get("SELECT type, target FROM incidents WHERE id = ?", incident);
  }
}
