/**
 * Where in the log stands what happened at gates, so that it is found again without reading all of it; and how far what is followed has been
 * taken in. What follows from these events (patterns, score) is folded by whoever has a contract.
 */
import type { FollowPosition } from "#core/model";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE harmony_events (
  id INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL
) STRICT;
CREATE INDEX harmony_events_type ON harmony_events (type, id);
CREATE TABLE harmony_positions (
  contract TEXT NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (contract, source, name)
) STRICT, WITHOUT ROWID;
`;
const keepPosition = "INSERT OR REPLACE INTO harmony_positions VALUES (?, ?, ?, ?)";

export const harmonyProjection: Projection = {
  name: "harmony",
  version: 1,
  tables: ["harmony_events", "harmony_positions"],
  ddl,
  apply(db, stored) {
    if (!stored.type.startsWith("harmony:") && !stored.type.startsWith("contract.")) return;
    const { stream, seq, at, type } = stored;
    db.run("INSERT INTO harmony_events (stream, seq, at, type) VALUES (?, ?, ?, ?)", stream, seq, at, type);
    if (stored.type !== "harmony:check") return;
    for (const position of stored.data.positions ?? []) {
      const { contract, from, name, offset } = position satisfies FollowPosition;
      if (offset >= 0) db.run(keepPosition, contract, from, name, JSON.stringify(position));
      else db.run("DELETE FROM harmony_positions WHERE contract = ? AND source = ? AND name = ?", contract, from, name);
    }
  },
};
