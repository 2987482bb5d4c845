/** What every attempt came to; the food of learning and the history that policies look at. */
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE outcomes (
  id INTEGER PRIMARY KEY,
  incident TEXT NOT NULL,
  target TEXT NOT NULL,
  runbook TEXT NOT NULL,
  strategy TEXT NOT NULL,
  hash TEXT NOT NULL,
  result TEXT NOT NULL,
  effectiveness REAL NOT NULL,
  at INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT;
CREATE INDEX outcomes_runbook ON outcomes (runbook, at);
CREATE INDEX outcomes_target ON outcomes (target, at);
CREATE INDEX outcomes_incident ON outcomes (incident);
`;

const write = `
INSERT INTO outcomes (incident, target, runbook, strategy, hash, result, effectiveness, at, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export const outcomesProjection: Projection = {
  name: "outcomes",
  version: 1,
  tables: ["outcomes"],
  ddl,
  apply(db, stored) {
    if (stored.type !== "outcome.recorded") return;
    const { outcome } = stored.data;
    const { incident, target, runbook, strategy, runbookHash, result, effectiveness, recordedAt } = outcome;
    db.run(
      write,
      incident,
      target,
      runbook,
      strategy,
      runbookHash,
      result,
      effectiveness,
      recordedAt,
      JSON.stringify(outcome),
    );
  },
};
