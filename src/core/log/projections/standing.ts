/** What stands until something ends it (silences, windows, stops, triggers …), by kind and key. How it changes is the model's knowledge. */
import type { StandingDocs, StandingKind } from "#core/model";
import { incidentOfStanding, standingChanges } from "#core/model/switches";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE standing (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  incident TEXT,
  doc TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_incident ON standing (incident) WHERE incident IS NOT NULL;
`;

export const standingProjection: Projection = {
  name: "standing",
  version: 1,
  tables: ["standing"],
  ddl,
  apply(db, stored) {
    for (const change of standingChanges(stored, (kind, key) => known(db, kind, key))) {
      if ("dropOf" in change) db.run("DELETE FROM standing WHERE incident = ?", change.dropOf);
      else if ("drop" in change) db.run("DELETE FROM standing WHERE kind = ? AND key = ?", change.drop, change.key);
      else {
        const { put: kind, key, doc } = change;
        const incident = incidentOfStanding(change);
        db.run("INSERT OR REPLACE INTO standing VALUES (?, ?, ?, ?)", kind, key, incident, JSON.stringify(doc));
      }
    }
  },
};

function known<K extends StandingKind>(db: Database, kind: K, key: string): StandingDocs[K] | undefined {
  const row = db.get<{ doc: string }>("SELECT doc FROM standing WHERE kind = ? AND key = ?", kind, key);
  return row === undefined ? undefined : (JSON.parse(row.doc) as StandingDocs[K]);
}
