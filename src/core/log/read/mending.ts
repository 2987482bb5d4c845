/** Reads what the mender has to do, and has done. */
import type {
  AgentsAtHand,
  DeclaredRepository,
  RepairTask,
  ScanResult,
  ScanWish,
  StoredEvent,
  TaskQuery,
  TaskState,
} from "#core/model";
import type { Database, SQLInputValue } from "../database.ts";
import { type EventRow, toEvent } from "../events.ts";

export type KeptScan = ScanResult & { readonly at: number };

const tasksInList = 200;
const eventsOfTask = 200;

export class MendingReader {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The most urgent first; of those that have ended, the newest. */
  tasks({ all = false, state, repository, limit = tasksInList }: TaskQuery = {}): RepairTask[] {
    const conditions: string[] = [];
    const values: SQLInputValue[] = [];
    if (state !== undefined) {
      conditions.push("state = ?");
      values.push(state);
    } else if (!all) conditions.push("is_open = 1");
    if (repository !== undefined) {
      conditions.push("repository = ?");
      values.push(repository);
    }
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    return this.#tasks(`SELECT doc FROM repair_tasks ${where} ORDER BY is_open DESC, updated_at DESC, id LIMIT ?`, [
      ...values,
      limit,
    ]);
  }

  task(id: string): RepairTask | undefined {
    return this.#tasks("SELECT doc FROM repair_tasks WHERE id = ?", [id])[0];
  }

  /** All that was asked, done and said about a task, in the order of the log; of a long history the newest. */
  history(task: string): StoredEvent[] {
    const sql = `SELECT e.stream, e.seq, e.at, e.type, e.actor, e.hash, e.data FROM repair_history h
      JOIN events e ON e.stream = h.stream AND e.seq = h.seq WHERE h.task = ? ORDER BY e.id DESC LIMIT ?`;
    return this.#db.all<EventRow>(sql, task, eventsOfTask).map(toEvent).reverse();
  }

  openTasks(): RepairTask[] {
    return this.#tasks("SELECT doc FROM repair_tasks WHERE is_open = 1 ORDER BY id", []);
  }

  /** Those of which people have not been told how they stand now. */
  untold(): RepairTask[] {
    return this.#tasks("SELECT doc FROM repair_tasks WHERE is_untold = 1 ORDER BY repository, id LIMIT 1000", []);
  }

  /** How many tasks are in each state, of each repository, ended ones included. */
  counts(): { readonly repository: string; readonly state: TaskState; readonly count: number }[] {
    return this.#db.all("SELECT repository, state, count(*) AS count FROM repair_tasks GROUP BY repository, state");
  }

  declared(): readonly DeclaredRepository[] {
    return this.#value<readonly DeclaredRepository[]>("declared") ?? [];
  }

  /** Coding agents that repositories may name. */
  agents(): AgentsAtHand {
    return this.#value<AgentsAtHand>("agents") ?? { agents: [], model: null };
  }

  /** How far the mender has taken in the engine's stream. */
  heard(): number {
    return this.#value<number>("heard") ?? 0;
  }

  lastScan(repository: string): KeptScan | undefined {
    return this.#value<KeptScan>(`scan/${repository}`);
  }

  /** What is still to be looked at, in the order in which it was wanted. */
  wishes(): readonly ScanWish[] {
    const rows = this.#db.all<{ value: string }>("SELECT value FROM repair_values WHERE key GLOB 'wish/*'");
    return rows.map(({ value }) => JSON.parse(value) as ScanWish).sort((a, b) => a.request - b.request);
  }

  #value<T>(key: string): T | undefined {
    const row = this.#db.get<{ value: string }>("SELECT value FROM repair_values WHERE key = ?", key);
    return row === undefined ? undefined : (JSON.parse(row.value) as T);
  }

  #tasks(sql: string, values: readonly SQLInputValue[]): RepairTask[] {
    return this.#db.all<{ doc: string }>(sql, ...values).map(({ doc }) => JSON.parse(doc) as RepairTask);
  }
}
