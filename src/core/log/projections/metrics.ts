/** The counts of healing as records that can be asked for by name and time. */
import { countedBy, type StoredEvent } from "#core/model/plain";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE metrics (
  seq INTEGER NOT NULL,
  stream TEXT NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  incident TEXT,
  runbook TEXT,
  label TEXT,
  PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX metrics_name ON metrics (name, at);
CREATE INDEX metrics_at ON metrics (at);
`;

export const metricsProjection: Projection = {
  name: "metrics",
  version: 1,
  tables: ["metrics"],
  ddl,
  apply(db, stored) {
    const counted = countedBy(stored);
    if (counted === undefined) return;
    const { name, incident, label } = counted;
    const insert = "INSERT INTO metrics (seq, stream, name, at, incident, runbook, label) VALUES (?, ?, ?, ?, ?, ?, ?)";
    db.run(insert, stored.seq, stored.stream, name, stored.at, incident, runbookOf(stored), label ?? null);
  },
};

function runbookOf(stored: StoredEvent): string | null {
  if (stored.type === "outcome.recorded") return stored.data.outcome.runbook;
  const { runbook } = stored.data as { readonly runbook?: unknown };
  return typeof runbook === "string" ? runbook : null;
}
