/**
 * Runbooks by content: an approval is bound to the hash, so each content has its own row. Changed content starts without
 * approval; content that is put back as it was has the approval that was given to it.
 */
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE runbooks (
  id TEXT NOT NULL,
  hash TEXT NOT NULL,
  version INTEGER NOT NULL,
  source TEXT,
  mode TEXT,
  is_current INTEGER NOT NULL,
  registered_at INTEGER,
  approved_by TEXT,
  approved_at INTEGER,
  demoted_at INTEGER,
  demoted_reason TEXT,
  streak TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (id, hash)
) STRICT, WITHOUT ROWID;
`;

const register = `
INSERT INTO runbooks (id, hash, version, source, mode, is_current, registered_at) VALUES (?, ?, ?, ?, ?, 1, ?)
ON CONFLICT DO UPDATE SET version = excluded.version, source = excluded.source, mode = excluded.mode, is_current = 1, registered_at = excluded.registered_at`;

/** An approval ends an earlier demotion of the same content. */
const approve = `
INSERT INTO runbooks (id, hash, version, is_current, approved_by, approved_at) VALUES (?, ?, ?, 0, ?, ?)
ON CONFLICT DO UPDATE SET approved_by = excluded.approved_by, approved_at = excluded.approved_at,
  demoted_at = NULL, demoted_reason = NULL`;

/** One that was not clean, or was contradicted, ends it; one that says nothing leaves it as it is. */
const lengthen = `UPDATE runbooks SET streak = json_insert(streak, '$[#]', ?) WHERE id = ? AND hash = ?`;
const end = `UPDATE runbooks SET streak = '[]' WHERE id = ? AND hash = ?`;

const demote = `
UPDATE runbooks SET streak = '[]', approved_by = NULL, approved_at = NULL, demoted_at = ?, demoted_reason = ? WHERE id = ? AND hash = ?`;

export const runbooksProjection: Projection = {
  name: "runbooks",
  version: 2,
  tables: ["runbooks"],
  ddl,
  apply(db, stored) {
    switch (stored.type) {
      case "runbook.registered": {
        const { runbook, hash, version, source, mode } = stored.data;
        db.run("UPDATE runbooks SET is_current = 0 WHERE id = ?", runbook);
        return db.run(register, runbook, hash, version, source, mode ?? null, stored.at);
      }
      case "runbook.approved": {
        const { runbook, hash, version } = stored.data;
        return db.run(approve, runbook, hash, version, stored.actor, stored.at);
      }
      case "runbook.graduated": {
        const { runbook, hash, version } = stored.data;
        return db.run(approve, runbook, hash, version, stored.actor, stored.at);
      }
      case "dry_run.compared": {
        const { incident, runbook, hash, clean, verdict } = stored.data;
        if (!clean || verdict === "contradicted") return db.run(end, runbook, hash);
        return verdict === "confirmed" ? db.run(lengthen, incident, runbook, hash) : undefined;
      }
      case "runbook.demoted": {
        const { runbook, hash, reason } = stored.data;
        return db.run(demote, stored.at, reason, runbook, hash);
      }
      default:
        return;
    }
  },
};
