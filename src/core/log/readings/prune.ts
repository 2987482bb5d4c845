/** Keeps readings.db small, a bounded piece at a time. */
import type { Database } from "../database.ts";

export interface Retention {
  /** How long every reading is kept; default a day. */
  readonly rawMs: number;
  /** After that, one for each slot of this length (default 5 min): the first, so that what remains is a fair sample. */
  readonly slotMs: number;
  /** How long those are kept; default 30 days. */
  readonly keepMs: number;
}

const minuteMs = 60_000;
/** About 10 ms of work. Whole minutes are taken, so that it can be somewhat more. */
const rowsAtOnce = 2_000;

export function prune(
  db: Database,
  now: number,
  { rawMs, slotMs, keepMs }: Retention,
): { removed: number; more: boolean } {
  const lastMinute = Math.floor((now - rawMs) / minuteMs) - 1;
  return db.transaction(() => {
    let removed = 0;
    for (;;) {
      const oldest =
        db.get<{ minute: number | null }>("SELECT min(minute) AS minute FROM samples")?.minute ??
        Number.POSITIVE_INFINITY;
      if (oldest > lastMinute) break;
      if (removed >= rowsAtOnce) return { removed, more: true };
      removed += thinMinute(db, oldest, slotMs);
    }
    const sql =
      "DELETE FROM thinned WHERE (series, slot) IN (SELECT series, slot FROM thinned WHERE taken_at < ? LIMIT ?)";
    db.run(sql, now - keepMs, rowsAtOnce);
    const dropped = changesOf(db);
    return { removed: removed + dropped, more: dropped === rowsAtOnce };
  });
}

function thinMinute(db: Database, minute: number, slotMs: number): number {
  db.run(
    `INSERT OR IGNORE INTO thinned
     SELECT series, taken_at / CAST(? AS INTEGER), taken_at, available, latency_ms, vals, error FROM samples WHERE minute = ? ORDER BY series, taken_at`,
    slotMs,
    minute,
  );
  db.run("DELETE FROM samples WHERE minute = ?", minute);
  return changesOf(db);
}

function changesOf(db: Database): number {
  return db.get<{ n: number }>("SELECT changes() AS n")?.n ?? 0;
}
