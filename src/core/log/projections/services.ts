/** Supervised services: the process each one is or was, and how often it had to be started. */
import type { ProcessIdentity, StoredEvent } from "#core/model";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE services (
  target TEXT PRIMARY KEY,
  pid INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  state TEXT NOT NULL,
  ended_at INTEGER,
  code INTEGER,
  signal TEXT,
  uptime_ms REAL
) STRICT, WITHOUT ROWID;
CREATE TABLE restarts (
  id INTEGER PRIMARY KEY,
  target TEXT NOT NULL,
  at INTEGER NOT NULL,
  cause TEXT NOT NULL,
  previous TEXT,
  after_crash INTEGER
) STRICT;
CREATE TABLE held_services (target TEXT PRIMARY KEY, reason TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX restarts_target ON restarts (target, at);
`;

/** What a supervisor counted while nobody looked may be any number. */
const mostCounted = 100;

const start = `
INSERT INTO services (target, pid, start_ticks, boot_id, started_at, cause, state) VALUES (?, ?, ?, ?, ?, ?, 'running')
ON CONFLICT DO UPDATE SET pid = excluded.pid, start_ticks = excluded.start_ticks, boot_id = excluded.boot_id,
  started_at = excluded.started_at, cause = excluded.cause, state = 'running', ended_at = NULL, code = NULL, signal = NULL,
  uptime_ms = NULL`;

const end = `
UPDATE services SET state = ?, ended_at = ?, code = ?, signal = ?, uptime_ms = ?
WHERE target = ? AND pid = ? AND start_ticks = ? AND boot_id = ? AND state = 'running'`;

/** The life before, as the row of `services` has it; `unknown` is one whose end nobody saw. */
const restart = `
INSERT INTO restarts (target, at, cause, after_crash, previous)
SELECT ?, ?, ?, ?, (
  SELECT json_object('end', iif(state = 'running', 'unknown', state), 'code', code, 'signal', signal, 'uptimeMs', uptime_ms)
  FROM services WHERE target = ?
)`;

export const servicesProjection: Projection = {
  name: "services",
  version: 3,
  tables: ["services", "restarts", "held_services"],
  ddl,
  apply(db, stored) {
    switch (stored.type) {
      case "service.started":
        return started(db, stored.data, stored.at);
      case "service.restarted":
        for (let count = 0; count < Math.min(stored.data.times, mostCounted); count++) {
          db.run(restart, stored.data.target, stored.at, "supervisor", null, stored.data.target);
        }
        return;
      case "service.exited": {
        const { target, process, code, signal, uptimeMs } = stored.data;
        return db.run(end, "exited", stored.at, code, signal, uptimeMs, target, ...columnsOf(process));
      }
      case "service.stopped":
        return db.run(
          end,
          "stopped",
          stored.at,
          null,
          null,
          null,
          stored.data.target,
          ...columnsOf(stored.data.process),
        );
      case "service.held": {
        const { target, reason } = stored.data;
        return db.run("INSERT OR REPLACE INTO held_services VALUES (?, ?)", target, reason);
      }
      case "service.let_go":
        return db.run("DELETE FROM held_services WHERE target = ?", stored.data.target);
      default:
        return;
    }
  },
};

type Started = Extract<StoredEvent, { type: "service.started" }>["data"];

function started(db: Database, { target, process: identity, cause, afterCrash }: Started, at: number): void {
  if (cause === "adopted") {
    // Nothing was started: a process that is known already keeps its start and its cause.
    const known =
      "SELECT 1 FROM services WHERE target = ? AND pid = ? AND start_ticks = ? AND boot_id = ? AND state = 'running'";
    if (db.get(known, target, ...columnsOf(identity)) !== undefined) return;
  } else {
    db.run(restart, target, at, cause, afterCrash === undefined ? null : Number(afterCrash), target);
  }
  db.run(start, target, ...columnsOf(identity), at, cause);
}

function columnsOf({ pid, startTicks, bootId }: ProcessIdentity): [number, number, string] {
  return [pid, startTicks, bootId];
}
