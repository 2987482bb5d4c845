/** How late polls were, by the times of their readings. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Summary, summarize } from "../lib/statistics.ts";
import type { Watched } from "./targets.ts";

export interface Lateness {
  readonly polls: number;
  /** The time between two polls beyond the interval, in percent of it; the intended jitter of 5 % is part of it. */
  readonly beyondPercent: Summary | undefined;
  /** More than 10 % of their interval. */
  readonly late: number;
  /** Series in which a whole interval passed without a poll. */
  readonly missed: number;
}

const latePercent = 10;

interface Row {
  readonly target: string;
  readonly taken_at: number;
}

/** `from` and `to` are times of the wall clock, ms. */
export function latenessOf(dataDirectory: string, watched: readonly Watched[], from: number, to: number): Lateness {
  const everyMs = new Map(watched.map(({ kind, target }) => [target.id, kind.everySeconds * 1_000]));
  const database = new DatabaseSync(join(dataDirectory, "readings.db"), { readOnly: true });
  const rows = database
    .prepare(
      "SELECT series.target, taken_at FROM samples JOIN series ON series.id = samples.series WHERE taken_at BETWEEN ? AND ? ORDER BY series.target, taken_at",
    )
    .all(from, to) as unknown as readonly Row[];
  database.close();
  const beyond: number[] = [];
  const missed = new Set<string>();
  let before: Row | undefined;
  for (const row of rows) {
    const every = everyMs.get(row.target) ?? Number.NaN;
    if (before?.target === row.target) {
      const percent = ((row.taken_at - before.taken_at) / every - 1) * 100;
      beyond.push(percent);
      if (percent >= 100) missed.add(row.target);
    }
    before = row;
  }
  return {
    polls: rows.length,
    beyondPercent: summarize(beyond),
    late: beyond.filter((percent) => percent > latePercent).length,
    missed: missed.size,
  };
}
