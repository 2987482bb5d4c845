/**
 * What the mender has to do, and has done. The only tables that two streams are folded into: the engine says what is wanted, and whom it has
 * told, the mender what it does. So nothing of it may be held back in memory.
 */
import type { AgentsAtHand, RepairTask, StoredEvent } from "#core/model";
import { endedTaskStates, newsOf, taskAfter, taskIdOf } from "#core/model/plain";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE repair_tasks (
  id TEXT PRIMARY KEY,
  repository TEXT NOT NULL,
  state TEXT NOT NULL,
  is_open INTEGER NOT NULL,
  is_untold INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX repair_tasks_open ON repair_tasks (repository, state) WHERE is_open = 1;
CREATE INDEX repair_tasks_untold ON repair_tasks (repository) WHERE is_untold = 1;
CREATE INDEX repair_tasks_updated ON repair_tasks (updated_at);
CREATE TABLE repair_history (
  task TEXT NOT NULL,
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (task, stream, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE repair_values (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

export const mendingProjection: Projection = {
  name: "mending",
  version: 2,
  tables: ["repair_tasks", "repair_history", "repair_values"],
  ddl,
  apply(db, stored) {
    if (!stored.type.startsWith("repair.") && stored.type !== "repositories.declared") return;
    switch (stored.type) {
      case "repositories.declared":
        keep(db, "agents", stored.data.atHand ?? nobody);
        return keep(db, "declared", stored.data.repositories);
      case "repair.heard":
        return keep(db, "heard", stored.data.seq);
      case "repair.scan_wanted":
        return keep(db, wishKey(stored.data.request), stored.data);
      case "repair.scanned":
        for (const request of stored.data.requests) db.run("DELETE FROM repair_values WHERE key = ?", wishKey(request));
        // One file says nothing of how far the whole has been scanned.
        if (stored.data.how === "one file") return;
        return keep(db, `scan/${stored.data.repository}`, { ...stored.data, at: stored.at });
      case "repair.told":
        for (const { task, what } of stored.data.tasks) {
          markTold(db, task, what);
          remember(db, task, stored);
        }
        return;
      case "repair.answered":
        return remember(db, stored.data.task, stored);
      default:
        return applyToTask(db, stored);
    }
  },
};

const nobody: AgentsAtHand = { agents: [], model: null };

function wishKey(request: number): string {
  return `wish/${request}`;
}

function applyToTask(db: Database, stored: StoredEvent): void {
  const id = taskIdOf(stored);
  if (id === undefined) return;
  remember(db, id, stored);
  const task = taskAfter(known(db, id), stored);
  if (task !== undefined) write(db, task);
}

/** The task's own history: where in the log it is told. */
function remember(db: Database, task: string, { stream, seq }: StoredEvent): void {
  db.run("INSERT OR IGNORE INTO repair_history VALUES (?, ?, ?)", task, stream, seq);
}

function markTold(db: Database, id: string, what: string): void {
  const task = known(db, id);
  if (task !== undefined) write(db, { ...task, told: what });
}

function write(db: Database, task: RepairTask): void {
  const news = newsOf(task);
  db.run(
    `INSERT INTO repair_tasks VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state,
     is_open = excluded.is_open, is_untold = excluded.is_untold, updated_at = excluded.updated_at, doc = excluded.doc`,
    task.id,
    task.repository,
    task.state,
    endedTaskStates.has(task.state) ? 0 : 1,
    news !== null && news !== task.told ? 1 : 0,
    task.updatedAt,
    JSON.stringify(task),
  );
}

function known(db: Database, id: string): RepairTask | undefined {
  const row = db.get<{ doc: string }>("SELECT doc FROM repair_tasks WHERE id = ?", id);
  return row === undefined ? undefined : (JSON.parse(row.doc) as RepairTask);
}

function keep(db: Database, key: string, value: unknown): void {
  db.run("INSERT OR REPLACE INTO repair_values VALUES (?, ?)", key, JSON.stringify(value));
}
