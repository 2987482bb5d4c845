/** Keeps projections in step with the log, and makes them again when their shape has changed. */

import type { StoredEvent } from "#core/model/plain";
import type { Database } from "./database.ts";
import { type EventRow, toEvent } from "./events.ts";
import type { Projection } from "./types.ts";

/** How many events are folded before held-back rows are written, while rebuilding. */
const settleEvery = 1_000;

export class Projector {
  readonly #db: Database;
  readonly #projections: readonly Projection[];

  constructor(db: Database, projections: readonly Projection[]) {
    this.#db = db;
    this.#projections = projections;
  }

  apply(stored: StoredEvent): void {
    for (const projection of this.#projections) projection.apply(this.#db, stored);
  }

  settle(): void {
    for (const projection of this.#projections) projection.settle?.(this.#db);
  }

  forget(): void {
    for (const projection of this.#projections) projection.forget?.();
  }

  /** Makes again what is new, has changed or lacks a table. Returns the names. Call it in a transaction. */
  bringUpToDate({ isGuest = false } = {}): readonly string[] {
    if (!isGuest) this.#disown();
    const stale = this.#projections.filter((projection) => !this.#isCurrent(projection));
    this.rebuild(stale);
    return stale.map(({ name }) => name);
  }

  /** Call it in a transaction. */
  rebuild(projections: readonly Projection[] = this.#projections): void {
    if (projections.length === 0) return;
    for (const { tables, ddl, name, version } of projections) {
      for (const table of tables) this.#db.script(`DROP TABLE IF EXISTS ${table}`);
      this.#db.script(ddl);
      this.#db.run(
        "INSERT INTO projections VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version",
        name,
        version,
      );
    }
    const part = new Projector(this.#db, projections);
    part.forget();
    let folded = 0;
    for (const row of this.#db.iterate<EventRow>("SELECT * FROM events ORDER BY id")) {
      part.apply(toEvent(row));
      folded += 1;
      if (folded % settleEvery === 0) part.settle();
    }
    part.settle();
  }

  /** A projection that this writer does not know falls behind with the first event; so it may not count as current later. */
  #disown(): void {
    const known = JSON.stringify(this.#projections.map(({ name }) => name));
    this.#db.run("DELETE FROM projections WHERE name NOT IN (SELECT value FROM json_each(?))", known);
  }

  #isCurrent({ name, version, tables }: Projection): boolean {
    const kept = this.#db.get<{ version: number }>("SELECT version FROM projections WHERE name = ?", name);
    if (kept?.version !== version) return false;
    const exists = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
    return tables.every((table) => this.#db.get(exists, table) !== undefined);
  }
}
