/** Readings: many, disposable, never in the way. Adding one only puts it in memory; batches go to disk now and then. */

import type { LearnedBaseline, Reading, ReadingQuery, Values } from "#core/model";
import type { Clock, Timer } from "#core/platform";
import type { Database } from "../database.ts";
import { readBaselines, writeBaseline } from "./baselines.ts";
import { allOfMinute, newestOfEach, ofEachMinute } from "./parts.ts";
import { prune, type Retention } from "./prune.ts";
import { openReadingsFile } from "./schema.ts";

export interface ReadingsOptions extends Partial<Retention> {
  /** The file, usually `readings.db`; `:memory:` for none. */
  readonly path: string;
  readonly clock: Pick<Clock, "after">;
  /** A batch is written this long after its first reading, or once it has so many rows. */
  readonly batchMs?: number;
  readonly batchRows?: number;
  /** How long a write waits for another process; it blocks meanwhile. Default: 1 s. */
  readonly busyTimeoutMs?: number;
  /** What is held at most while the disk takes nothing; beyond it the oldest go first. */
  readonly bufferRows?: number;
}

export interface Readings {
  /** Never throws and never writes more than one batch. */
  add(reading: Reading): void;
  /** In the order of taking; what is not written yet included. */
  query(query: ReadingQuery): Reading[];
  /**
   * Thins out what is older than a day and drops what is older than a month: a bounded piece of it, so that the caller is
   * not held up. `more`: there is more to do; call again soon.
   */
  prune(now: number): { readonly removed: number; readonly more: boolean };
  /** What was learned from readings is as disposable as they are, and is kept with them. */
  baselines(): LearnedBaseline[];
  /** Each takes the place of the one before; written with the next batch. Never throws. */
  keepBaselines(learned: readonly LearnedBaseline[]): void;
  /** Writes what is held. */
  flush(): void;
  /** How many readings were given up because the disk took none, and why it does not, in words. */
  trouble(): { readonly dropped: number; readonly error: unknown };
  close(): void;
}

const minuteMs = 60_000;

export function openReadings(options: ReadingsOptions): Readings {
  return new SqliteReadings(openReadingsFile(options.path, options.busyTimeoutMs ?? 1_000), options);
}

/** What a chart is drawn from is a part of what there is; of more than this the newest are. */
const mostLookedAt = 20_000;

interface Bounds {
  readonly limit: number;
  readonly perMinute: number;
}

interface SampleRow {
  readonly taken_at: number;
  readonly available: number;
  readonly latency_ms: number;
  readonly vals: string;
  readonly error: string | null;
}

class SqliteReadings implements Readings {
  readonly #db: Database;
  readonly #clock: Pick<Clock, "after">;
  readonly #retention: Retention;
  readonly #batchMs: number;
  readonly #batchRows: number;
  readonly #bufferRows: number;
  readonly #seriesIds = new Map<string, Map<string, number>>();
  #buffer: Reading[] = [];
  #learned = new Map<string, LearnedBaseline>();
  #timer: Timer | undefined;
  #dropped = 0;
  #error: unknown;
  #closed = false;

  constructor(db: Database, options: ReadingsOptions) {
    this.#db = db;
    this.#clock = options.clock;
    this.#batchMs = options.batchMs ?? 5_000;
    this.#batchRows = options.batchRows ?? 1_000;
    this.#bufferRows = Math.max(options.bufferRows ?? 20_000, this.#batchRows);
    this.#retention = {
      rawMs: options.rawMs ?? 86_400_000,
      slotMs: options.slotMs ?? 300_000,
      keepMs: options.keepMs ?? 30 * 86_400_000,
    };
  }

  add(reading: Reading): void {
    if (this.#closed) return;
    this.#buffer.push(reading);
    // After a failed write only the timer tries again: a full disk would otherwise be asked at every reading.
    if (this.#buffer.length >= this.#batchRows && this.#error === undefined) this.flush();
    else this.#timer ??= this.#clock.after(this.#batchMs, () => this.flush());
    if (this.#buffer.length > this.#bufferRows) this.#dropped += this.#buffer.splice(0, this.#batchRows).length;
  }

  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#closed || (this.#buffer.length === 0 && this.#learned.size === 0)) return;
    const batch = this.#buffer;
    try {
      this.#db.transaction(() => {
        for (const reading of batch) this.#write(reading);
        for (const learned of this.#learned.values()) writeBaseline(this.#db, learned);
      });
      this.#buffer = [];
      this.#learned.clear();
      this.#error = undefined;
    } catch (error) {
      this.#error = error;
      // Ids that were given out in the undone transaction do not exist.
      this.#seriesIds.clear();
    }
  }

  baselines(): LearnedBaseline[] {
    return readBaselines(this.#db);
  }

  keepBaselines(learned: readonly LearnedBaseline[]): void {
    if (this.#closed || learned.length === 0) return;
    for (const one of learned) this.#learned.set(`${one.target}\0${one.probe}`, one);
    this.#timer ??= this.#clock.after(this.#batchMs, () => this.flush());
  }

  query({ target, probe, from = 0, to = Number.MAX_SAFE_INTEGER, limit = 1_000, points }: ReadingQuery): Reading[] {
    const parts = points === undefined ? undefined : { from, to, points };
    const held = this.#buffer.filter(
      (reading) =>
        reading.target === target && reading.probe === probe && reading.takenAt >= from && reading.takenAt <= to,
    );
    const series = this.#findSeries(target, probe);
    const perMinute = parts === undefined ? allOfMinute : ofEachMinute(parts);
    const rows =
      series === undefined ? [] : this.#written(series, from, to, { limit: parts ? mostLookedAt : limit, perMinute });
    const written = rows.map((row) => toReading(target, probe, row));
    const found = [...written, ...held].sort((a, b) => a.takenAt - b.takenAt);
    return parts === undefined ? found.slice(-limit) : newestOfEach(found, parts);
  }

  prune(now: number): { removed: number; more: boolean } {
    this.flush();
    try {
      return prune(this.#db, now, this.#retention);
    } catch (error) {
      // A full disk, or one that may only be read: there is nothing to be done here, and nothing that cannot wait.
      this.#error = error;
      return { removed: 0, more: false };
    }
  }

  trouble(): { dropped: number; error: unknown } {
    return { dropped: this.#dropped, error: this.#error };
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    this.#db.close();
  }

  /** A second reading of the same instant replaces the first. */
  #write({ target, probe, takenAt, available, latencyMs, values, error }: Reading): void {
    const at = Math.round(takenAt);
    this.#db.run(
      "INSERT OR REPLACE INTO samples VALUES (?, ?, ?, ?, ?, ?, ?)",
      Math.floor(at / minuteMs),
      this.#findSeries(target, probe) ?? this.#newSeries(target, probe),
      at,
      available ? 1 : 0,
      Number.isFinite(latencyMs) ? latencyMs : 0,
      JSON.stringify(values),
      error ?? null,
    );
  }

  #findSeries(target: string, probe: string): number | undefined {
    const known = this.#seriesIds.get(target)?.get(probe);
    if (known !== undefined) return known;
    const row = this.#db.get<{ id: number }>("SELECT id FROM series WHERE target = ? AND probe = ?", target, probe);
    if (row !== undefined) this.#remember(target, probe, row.id);
    return row?.id;
  }

  #newSeries(target: string, probe: string): number {
    const row = this.#db.get<{ id: number }>(
      "INSERT INTO series (target, probe) VALUES (?, ?) RETURNING id",
      target,
      probe,
    );
    if (row === undefined) throw new Error("the series was not made");
    this.#remember(target, probe, row.id);
    return row.id;
  }

  #remember(target: string, probe: string, id: number): void {
    const probes = this.#seriesIds.get(target) ?? new Map<string, number>();
    this.#seriesIds.set(target, probes.set(probe, id));
  }

  /** Newest first: minute by minute backwards through what is raw, then what was thinned out. */
  #written(series: number, from: number, to: number, { limit, perMinute }: Bounds): SampleRow[] {
    const bounds = this.#db.get<{ first: number | null; last: number | null }>(
      "SELECT (SELECT min(minute) FROM samples) AS first, (SELECT max(minute) FROM samples) AS last",
    );
    const rows: SampleRow[] = [];
    if (bounds?.first != null && bounds.last != null) {
      const first = Math.max(bounds.first, Math.floor(from / minuteMs));
      for (
        let minute = Math.min(bounds.last, Math.floor(to / minuteMs));
        minute >= first && rows.length < limit;
        minute -= 1
      ) {
        rows.push(...this.#minute(minute, series, [from, to], perMinute));
      }
    }
    if (rows.length < limit) {
      const sql = `SELECT taken_at, available, latency_ms, vals, error FROM thinned
        WHERE series = ? AND slot >= ? AND taken_at BETWEEN ? AND ? ORDER BY slot DESC LIMIT ?`;
      const firstSlot = Math.floor(from / this.#retention.slotMs);
      rows.push(...this.#db.all<SampleRow>(sql, series, firstSlot, from, to, limit - rows.length));
    }
    return rows;
  }

  #minute(minute: number, series: number, [from, to]: readonly [number, number], limit: number): SampleRow[] {
    const sql = `SELECT taken_at, available, latency_ms, vals, error FROM samples
      WHERE minute = ? AND series = ? AND taken_at BETWEEN ? AND ? ORDER BY taken_at DESC LIMIT ?`;
    return this.#db.all<SampleRow>(sql, minute, series, from, to, limit);
  }
}

function toReading(target: string, probe: string, row: SampleRow): Reading {
  const reading = {
    target,
    probe,
    takenAt: row.taken_at,
    available: row.available === 1,
    values: JSON.parse(row.vals) as Values,
    latencyMs: row.latency_ms,
  };
  return row.error === null ? reading : { ...reading, error: row.error };
}
