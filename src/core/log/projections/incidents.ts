/**
 * Incidents: one row each, its columns for finding and listing, its whole state as JSON beside them. How events make the
 * state is the incident stage's knowledge and is passed in. `incidents_list` holds all that a list is filtered by: to look through ten thousand
 * documents for a few words would take a hundred times as long.
 */

import type { Incident } from "#core/model";
import { endStates, incidentOf, type StoredEvent } from "#core/model/plain";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

export type Evolve = (incident: Incident | undefined, stored: StoredEvent) => Incident | undefined;

const ddl = `
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  type TEXT NOT NULL,
  target TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL,
  episode TEXT NOT NULL,
  recurrences INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  ended_at INTEGER,
  domain TEXT,
  runbook TEXT,
  tier INTEGER,
  summary TEXT NOT NULL,
  silenced_until INTEGER,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_list ON incidents (opened_at, id, ended_at, state, severity, domain, tier, target, type, summary);
CREATE INDEX incidents_open ON incidents (opened_at, id) WHERE ended_at IS NULL;
CREATE INDEX incidents_fingerprint ON incidents (fingerprint, opened_at);
CREATE INDEX incidents_silenced ON incidents (silenced_until) WHERE silenced_until IS NOT NULL;
`;

const write = `
INSERT INTO incidents (id, fingerprint, type, target, severity, state, episode, recurrences, opened_at, updated_at, ended_at,
  domain, runbook, tier, summary, doc)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET severity = excluded.severity, state = excluded.state, episode = excluded.episode,
  recurrences = excluded.recurrences, updated_at = excluded.updated_at, ended_at = excluded.ended_at, domain = excluded.domain,
  runbook = excluded.runbook, tier = excluded.tier, summary = excluded.summary, doc = excluded.doc`;

/** Open incidents that are kept in memory, so that an event needs no read; far more than are ever open at once. */
const mostCached = 2_000;

/** `version` belongs to `evolve`: raise it when the fold changes, and all incidents are made again from the log. */
export function incidentsProjection({ evolve, version }: { evolve: Evolve; version: number }): Projection {
  const cached = new Map<string, Incident>();
  const unwritten = new Set<string>();

  const known = (db: Database, id: string): Incident | undefined => {
    const here = cached.get(id);
    if (here !== undefined) return here;
    const row = db.get<{ doc: string }>("SELECT doc FROM incidents WHERE id = ?", id);
    return row === undefined ? undefined : (JSON.parse(row.doc) as Incident);
  };

  const settle = (db: Database): void => {
    for (const id of unwritten) {
      const incident = cached.get(id);
      if (incident === undefined) continue;
      writeIncident(db, incident);
      if (endStates.has(incident.state) || cached.size > mostCached) cached.delete(id);
    }
    unwritten.clear();
  };

  return {
    name: "incidents",
    version,
    ddl,
    tables: ["incidents"],
    apply(db, stored) {
      const id = incidentOf(stored);
      if (id === null) return;
      const before = known(db, id);
      const after = evolve(before, stored);
      if (after !== undefined && after !== before) {
        cached.set(id, after);
        unwritten.add(id);
      }
      if (stored.type === "incident.dismissed") {
        settle(db);
        db.run("UPDATE incidents SET silenced_until = ? WHERE id = ?", stored.data.silencedUntil, id);
      }
    },
    settle,
    forget() {
      cached.clear();
      unwritten.clear();
    },
  };
}

function writeIncident(db: Database, incident: Incident): void {
  const { id, fingerprint, type, target, severity, state, episode, recurrences, openedAt, updatedAt, endedAt } =
    incident;
  const { domain, runbook, tier, summary } = incident;
  const found = [
    id,
    fingerprint,
    type,
    target,
    severity,
    state,
    episode,
    recurrences,
    openedAt,
    updatedAt,
    endedAt,
  ] as const;
  db.run(write, ...found, domain, runbook, tier, summary, JSON.stringify(incident));
}
