/** How far each side journal has been joined. One that has been silent for long is complete, and its file is gone. */
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE journals (writer TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
`;
/** Each life of a process has a journal of its own: only the newest are kept in mind. */
const keptWriters = 1_000;
const keep =
  "INSERT INTO journals VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash, at = excluded.at";
const thin =
  "DELETE FROM journals WHERE writer IN (SELECT writer FROM journals ORDER BY at DESC, writer LIMIT -1 OFFSET ?)";

export const journalsProjection: Projection = {
  name: "journals",
  version: 1,
  tables: ["journals"],
  ddl,
  apply(db, stored) {
    switch (stored.type) {
      case "journal.joined": {
        const { writer, to, head } = stored.data;
        db.run(keep, writer, to, head, stored.at);
        return db.run(thin, keptWriters);
      }
      case "journal.refused":
        // What stood before can be proved no more: anything may follow.
        return db.run(keep, stored.data.writer, stored.data.seq, "", stored.at);
      default:
        return;
    }
  },
};
