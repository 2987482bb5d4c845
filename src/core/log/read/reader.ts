/** The log's reading side: durable facts only, from a connection of its own that never blocks the writer. */
import { existsSync } from "node:fs";
import type {
  Approval,
  Incident,
  IncidentDetail,
  IncidentQuery,
  IncidentState,
  IncidentSummary,
  MetricQuery,
  MetricRecord,
  OutboxEntry,
  Outcome,
  Page,
  StandingDocs,
  StandingKind,
  Stretch,
  StretchQuery,
} from "#core/model";
import { ChironError, type StoredEvent } from "#core/model/plain";
import type { Head } from "../chain/index.ts";
import { Database, type SQLInputValue } from "../database.ts";
import { type EventRow, type ReadQuery, readEvents, readStretch, toEvent } from "../events.ts";
import type { KnowledgeReader } from "../knowledge/index.ts";
import type { EventPlace, KeptState } from "../projections/state.ts";
import { asStoreError, assertLog } from "../schema.ts";
import { HarmonyReader } from "./harmony.ts";
import { incidentDetail } from "./incident-detail.ts";
import { incidentsIn, summariesIn } from "./incidents.ts";
import { MendingReader } from "./mending.ts";
import { metricCount, metricRecords } from "./metrics.ts";
import {
  type OutcomeQuery,
  type RestartRecord,
  type RestartRow,
  type RunbookRecord,
  type RunbookRow,
  type ServiceRecord,
  type ServiceRow,
  type Silence,
  toRestart,
  toRunbook,
  toService,
} from "./rows.ts";

/** Opens an existing log for reading, also while an engine writes to it. Throws `not_found` and `store_failed`. */
export function openLogReader(path: string, stream = "engine"): LogReader {
  if (!existsSync(path)) {
    throw new ChironError("not_found", `There is no store ${path}`, {
      help: "`chiron up` makes one; --data-dir says where it is.",
    });
  }
  try {
    const db = new Database(path, { readOnly: true });
    try {
      assertLog(db, path, false);
      return new LogReader(db, stream);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw asStoreError(error, path);
  }
}

export class LogReader {
  /** What the mender has to do, and has done. */
  readonly mending: MendingReader;
  /** What happened at gates. */
  readonly harmony: HarmonyReader;
  readonly #db: Database;
  readonly #stream: string;

  constructor(db: Database, stream: string) {
    this.#db = db;
    this.#stream = stream;
    this.mending = new MendingReader(db);
    this.harmony = new HarmonyReader(db);
  }

  /** Changes whenever anybody has written to the file: a look that costs next to nothing (`PRAGMA data_version`). */
  dataVersion(): number {
    return this.#db.get<{ data_version: number }>("PRAGMA data_version")?.data_version ?? 0;
  }

  head(stream = this.#stream): Head {
    return this.#db.get<Head>("SELECT seq, hash FROM heads WHERE stream = ?", stream) ?? { seq: 0, hash: "" };
  }

  events(query: ReadQuery): StoredEvent[] {
    return readEvents(this.#db, query.stream ?? this.#stream, query);
  }

  /** What of the log fits, newest first, of all streams unless one is named. */
  stretch(query: StretchQuery): Stretch {
    return readStretch(this.#db, query);
  }

  /** Those that are still there, in the order asked for. */
  eventsAt(places: readonly EventPlace[]): StoredEvent[] {
    return places.flatMap(({ stream, seq }) => readEvents(this.#db, stream, { after: seq - 1, upTo: seq }));
  }

  /** Who writes for each role, since when. */
  leases(): { readonly role: string; readonly generation: number; readonly pid: number; readonly at: number }[] {
    return this.#db.all("SELECT role, generation, pid, at FROM leases ORDER BY role");
  }

  eventsOfIncident(id: string): StoredEvent[] {
    return readEvents(this.#db, this.#stream, { incident: id, limit: 100_000 });
  }

  /** Newest first; only open ones unless the query says otherwise. */
  incidents(query: IncidentQuery = {}): Page<Incident> {
    return incidentsIn(this.#db, query);
  }

  /** The same as rows of a list: much cheaper. */
  summaries(query: IncidentQuery = {}): Page<IncidentSummary> {
    return summariesIn(this.#db, query);
  }

  incident(id: string): Incident | undefined {
    return this.#document<Incident>("SELECT doc FROM incidents WHERE id = ?", id);
  }

  /** With all that is on record about it. */
  incidentDetail(id: string): IncidentDetail | undefined {
    const incident = this.incident(id);
    return incident === undefined ? undefined : incidentDetail(incident, this.eventsOfIncident(id));
  }

  /** All that are open, oldest first: what an engine takes up again after a restart. */
  openIncidents(): Incident[] {
    return this.#documents("SELECT doc FROM incidents WHERE ended_at IS NULL ORDER BY opened_at, id");
  }

  openByState(): Readonly<Partial<Record<IncidentState, number>>> {
    const sql = "SELECT state, count(*) AS count FROM incidents WHERE ended_at IS NULL GROUP BY state ORDER BY state";
    return Object.fromEntries(
      this.#db.all<{ state: string; count: number }>(sql).map(({ state, count }) => [state, count]),
    );
  }

  /** The newest incident of a fingerprint, open or ended; where an episode begins or goes on. */
  newestOf(fingerprint: string): Incident | undefined {
    const sql = "SELECT doc FROM incidents WHERE fingerprint = ? ORDER BY opened_at DESC, id DESC LIMIT 1";
    return this.#document<Incident>(sql, fingerprint);
  }

  /** Fingerprints that a dismissal keeps quiet beyond `now`. */
  silences(now: number): Silence[] {
    const sql = `SELECT fingerprint, silenced_until AS until, id AS incident FROM incidents
      WHERE silenced_until > ? ORDER BY silenced_until`;
    return this.#db
      .all<Silence>(sql, now)
      .map(({ fingerprint, until, incident }) => ({ fingerprint, until, incident }));
  }

  /** By default those that wait, the most urgent first. */
  approvals({ all = false, limit = 1_000 }: { all?: boolean; limit?: number } = {}): Approval[] {
    const filter = all ? "" : "WHERE status = 'waiting'";
    return this.#documents(`SELECT doc FROM approvals ${filter} ORDER BY deadline, id LIMIT ?`, limit);
  }

  /** Every content that is known, by id; of each id the current one first. */
  runbooks(): RunbookRecord[] {
    return this.#db
      .all<RunbookRow>("SELECT * FROM runbooks ORDER BY id, is_current DESC, registered_at DESC")
      .map(toRunbook);
  }

  runbook(id: string, hash: string): RunbookRecord | undefined {
    const row = this.#db.get<RunbookRow>("SELECT * FROM runbooks WHERE id = ? AND hash = ?", id, hash);
    return row === undefined ? undefined : toRunbook(row);
  }

  /** By default what is still to be delivered, what is due first first; with `all`, the newest first. */
  outbox({ all = false, limit = 1_000 }: { all?: boolean; limit?: number } = {}): OutboxEntry[] {
    if (all) return this.#documents("SELECT doc FROM outbox ORDER BY created_at DESC, id DESC LIMIT ?", limit);
    const sql = "SELECT doc FROM outbox WHERE status = 'waiting' ORDER BY next_attempt_at, created_at, id LIMIT ?";
    return this.#documents(sql, limit);
  }

  message(id: string): OutboxEntry | undefined {
    return this.#document<OutboxEntry>("SELECT doc FROM outbox WHERE id = ?", id);
  }

  /** The newest that match, oldest of them first. */
  outcomes(query: OutcomeQuery = {}): Outcome[] {
    const conditions: string[] = ["at >= ?"];
    const values: SQLInputValue[] = [query.since ?? 0];
    for (const column of ["incident", "target", "runbook", "strategy"] as const) {
      const value = query[column];
      if (value === undefined) continue;
      conditions.push(`${column} = ?`);
      values.push(value);
    }
    const sql = `SELECT doc FROM outcomes WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT ?`;
    return this.#documents<Outcome>(sql, ...values, query.limit ?? 1_000).reverse();
  }

  services(): ServiceRecord[] {
    return this.#db.all<ServiceRow>("SELECT * FROM services ORDER BY target").map(toService);
  }

  /** Services that are kept stopped on purpose. */
  heldServices(): { readonly target: string; readonly reason: string }[] {
    return this.#db.all("SELECT target, reason FROM held_services ORDER BY target");
  }

  /** Starts of a service at `since` or later, in the order of the log: a clock may have been set back. */
  restarts(target: string, since = 0): RestartRecord[] {
    const sql = "SELECT at, cause, previous, after_crash FROM restarts WHERE target = ? AND at >= ? ORDER BY id";
    return this.#db.all<RestartRow>(sql, target, since).map(toRestart);
  }

  /** Where each pipeline last said that it is. */
  pipelines(): { readonly pipeline: string; readonly stage: string; readonly done: boolean; readonly at: number }[] {
    const rows = this.#db.all<{ pipeline: string; stage: string; done: number; at: number }>("SELECT * FROM pipelines");
    return rows.map((row) => ({ ...row, done: row.done === 1 }));
  }

  /** What stands of one kind (silences, windows, stops, triggers …), by key. */
  standing<K extends StandingKind>(kind: K): { readonly key: string; readonly doc: StandingDocs[K] }[] {
    const sql = "SELECT key, doc FROM standing WHERE kind = ? ORDER BY key";
    const rows = this.#db.all<{ key: string; doc: string }>(sql, kind);
    return rows.map(({ key, doc }) => ({ key, doc: JSON.parse(doc) as StandingDocs[K] }));
  }

  /** Questions to a language model at `since` or later, oldest first; `end`: `answered`, why nothing came, or null while it is unknown. */
  modelCalls(since: number): { readonly at: number; readonly end: string | null }[] {
    return this.#db.all("SELECT at, end FROM model_calls WHERE at >= ? ORDER BY seq", since);
  }

  /** Every `postmortem.written`, oldest first; the newest 10,000. */
  postMortems(): StoredEvent[] {
    const sql = `SELECT e.stream, e.seq, e.at, e.type, e.actor, e.hash, e.data
      FROM knowledge_events k JOIN events e ON e.stream = k.stream AND e.seq = k.seq
      WHERE k.type = 'postmortem.written' ORDER BY k.id DESC LIMIT 10000`;
    return this.#db.all<EventRow>(sql).map(toEvent).reverse();
  }

  metrics(query: MetricQuery): MetricRecord[] {
    return metricRecords(this.#db, query);
  }

  /** How often one of them was counted at `since` or later. */
  metricCount(name: MetricRecord["name"], since: number): number {
    return metricCount(this.#db, name, since);
  }

  /** How far the side journal of a writer has been joined; the hash is empty after an entry that was refused. */
  journal(writer: string): Head | undefined {
    return this.#db.get<Head>("SELECT seq, hash FROM journals WHERE writer = ?", writer);
  }

  state<K extends keyof KeptState>(key: K): KeptState[K] | undefined {
    const row = this.#db.get<{ value: string }>("SELECT value FROM kv WHERE key = ?", key);
    return row === undefined ? undefined : (JSON.parse(row.value) as KeptState[K]);
  }

  /** What was learned; loaded only by whoever asks for it. */
  async knowledge(): Promise<KnowledgeReader> {
    const { KnowledgeReader } = await import("../knowledge/index.ts");
    return new KnowledgeReader(this.#db);
  }

  close(): void {
    this.#db.close();
  }

  #document<T>(sql: string, ...values: SQLInputValue[]): T | undefined {
    const row = this.#db.get<{ doc: string }>(sql, ...values);
    return row === undefined ? undefined : (JSON.parse(row.doc) as T);
  }

  #documents<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#db.all<{ doc: string }>(sql, ...values).map(({ doc }) => JSON.parse(doc) as T);
  }
}
