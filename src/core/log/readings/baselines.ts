/** Baselines, as rows of readings.db. A row that cannot be read is learned anew. */
import type { LearnedBaseline } from "#core/model";
import type { Database } from "../database.ts";

interface BaselineRow {
  readonly target: string;
  readonly probe: string;
  readonly signature: string;
  readonly learned_at: number;
  readonly learned: string;
}

export function readBaselines(db: Database): LearnedBaseline[] {
  const rows = db.all<BaselineRow>("SELECT target, probe, signature, learned_at, learned FROM baselines");
  return rows.flatMap(({ target, probe, signature, learned_at, learned }) => {
    const parsed = parse(learned);
    return parsed === undefined ? [] : [{ target, probe, signature, learnedAt: learned_at, ...parsed }];
  });
}

export function writeBaseline(db: Database, baseline: LearnedBaseline): void {
  const { target, probe, signature, learnedAt, samples, level, spread, first } = baseline;
  const learned = JSON.stringify({ samples, level, spread, first });
  db.run(
    "INSERT OR REPLACE INTO baselines VALUES (?, ?, ?, ?, ?)",
    target,
    probe,
    signature,
    Math.round(learnedAt),
    learned,
  );
}

function parse(text: string): Pick<LearnedBaseline, "samples" | "level" | "spread" | "first"> | undefined {
  try {
    const { samples, level, spread = 0, first } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (typeof samples !== "number" || !Array.isArray(first) || !first.every(Number.isFinite)) return undefined;
    if (level !== null && !Number.isFinite(level)) return undefined;
    if (typeof spread !== "number" || !(spread >= 0)) return undefined;
    return { samples, level: level as number | null, spread, first };
  } catch {
    return undefined;
  }
}
