/**
 * Where in the log stands what was learned: what became of runbooks, post-mortems, escalations to humans. They are few among very many, and
 * are found again without reading all of it.
 */
import type { StoredEvent } from "#core/model/plain";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE knowledge_events (
  id INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  runbook TEXT,
  hash TEXT
) STRICT;
CREATE INDEX knowledge_type ON knowledge_events (type, id);
CREATE INDEX knowledge_runbook ON knowledge_events (runbook, type, id) WHERE runbook IS NOT NULL;
`;
const insert = "INSERT INTO knowledge_events (stream, seq, type, runbook, hash) VALUES (?, ?, ?, ?, ?)";
const isDescribed = "SELECT 1 FROM knowledge_events WHERE runbook = ? AND type = 'runbook.described' AND hash = ?";

export const knowledgeProjection: Projection = {
  name: "knowledge",
  version: 1,
  tables: ["knowledge_events"],
  ddl,
  apply(db, stored) {
    switch (stored.type) {
      case "runbook.registered":
      case "runbook.approved":
      case "runbook.graduated":
      case "runbook.demoted":
      case "runbook.amended":
      case "dry_run.compared":
        return keep(db, stored, stored.data.runbook, stored.data.hash);
      case "runbook.described": {
        // Every engine says it again.
        const { runbook, hash } = stored.data;
        return db.get(isDescribed, runbook, hash) === undefined ? keep(db, stored, runbook, hash) : undefined;
      }
      case "postmortem.written":
        return keep(db, stored);
      case "incident.tiered":
        return stored.data.tier === 3 ? keep(db, stored) : undefined;
      default:
        return;
    }
  },
};

function keep(db: Database, { stream, seq, type }: StoredEvent, runbook?: string, hash?: string): void {
  db.run(insert, stream, seq, type, runbook ?? null, hash ?? null);
}
