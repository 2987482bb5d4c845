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
  is_current INTEGER NOT NULL,
  registered_at INTEGER,
  approved_by TEXT,
  approved_at INTEGER,
  demoted_at INTEGER,
  demoted_reason TEXT,
  PRIMARY KEY (id, hash)
) STRICT, WITHOUT ROWID;
`;

const register = `
INSERT INTO runbooks (id, hash, version, source, is_current, registered_at) VALUES (?, ?, ?, ?, 1, ?)
ON CONFLICT DO UPDATE SET version = excluded.version, source = excluded.source, is_current = 1, registered_at = excluded.registered_at`;

/** An approval ends an earlier demotion of the same content. */
const approve = `
INSERT INTO runbooks (id, hash, version, is_current, approved_by, approved_at) VALUES (?, ?, ?, 0, ?, ?)
ON CONFLICT DO UPDATE SET approved_by = excluded.approved_by, approved_at = excluded.approved_at,
  demoted_at = NULL, demoted_reason = NULL`;

const demote = `
UPDATE runbooks SET approved_by = NULL, approved_at = NULL, demoted_at = ?, demoted_reason = ? WHERE id = ? AND hash = ?`;

export const runbooksProjection: Projection = {
  name: "runbooks",
  version: 1,
  tables: ["runbooks"],
  ddl,
  apply(db, stored) {
    switch (stored.type) {
      case "runbook.registered": {
        const { runbook, hash, version, source } = stored.data;
        db.run("UPDATE runbooks SET is_current = 0 WHERE id = ?", runbook);
        return db.run(register, runbook, hash, version, source, stored.at);
      }
      case "runbook.approved": {
        const { runbook, hash, version } = stored.data;
        return db.run(approve, runbook, hash, version, stored.actor, stored.at);
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
