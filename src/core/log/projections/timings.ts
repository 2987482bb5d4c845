/** When each incident came to each point of its way, for the times that healing takes. Wall clock, ms. */
import type { StoredEvent } from "#core/model/plain";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE timings (
  incident TEXT PRIMARY KEY,
  since INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  judged_at INTEGER,
  asked_at INTEGER,
  answered_at INTEGER,
  began_at INTEGER,
  acted_at INTEGER,
  proved_at INTEGER,
  escalated_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX timings_opened ON timings (opened_at);
`;
const open = "INSERT OR IGNORE INTO timings (incident, since, opened_at) VALUES (?, ?, ?)";

/** The first of its kind counts, but of these: a repair ends with its last step, and what was disproved later was no proof. */
type Point = "judged_at" | "asked_at" | "answered_at" | "began_at" | "escalated_at";

export const timingsProjection: Projection = {
  name: "timings",
  version: 1,
  tables: ["timings"],
  ddl,
  apply(db, stored) {
    switch (stored.type) {
      case "incident.opened":
        return db.run(open, stored.data.incident, stored.data.since, stored.at);
      case "plan.judged":
        return first(db, "judged_at", stored, stored.data.incident);
      case "approval.asked":
        return first(db, "asked_at", stored, stored.data.incident);
      case "approval.answered":
        // What ran out or was withdrawn is no human's answer.
        if (stored.data.status === "timed_out" || stored.data.status === "withdrawn") return;
        return first(db, "answered_at", stored, stored.data.incident);
      case "step.started":
        return stored.data.undo ? undefined : first(db, "began_at", stored, stored.data.incident);
      case "step.finished":
        return stored.data.undo ? undefined : last(db, "acted_at", stored, stored.data.incident);
      case "incident.proved":
        if (stored.data.phase !== "recovery" || !stored.data.proof.good) return;
        return last(db, "proved_at", stored, stored.data.incident);
      case "incident.tiered":
        return stored.data.tier === 3 ? first(db, "escalated_at", stored, stored.data.incident) : undefined;
      default:
        return;
    }
  },
};

function first(db: Database, point: Point, { at }: StoredEvent, incident: string): void {
  db.run(`UPDATE timings SET ${point} = ? WHERE incident = ? AND ${point} IS NULL`, at, incident);
}

function last(db: Database, point: "acted_at" | "proved_at", { at }: StoredEvent, incident: string): void {
  db.run(`UPDATE timings SET ${point} = ? WHERE incident = ?`, at, incident);
}
