/** When a language model was asked, and whether it answered: what its budget and its circuit breaker are judged by. */
import type { Projection } from "../types.ts";

/** What the longest budget looks back over, with room for a clock that was put right. */
const keptMs = 2 * 86_400_000;

export const modelCallsProjection: Projection = {
  name: "model-calls",
  version: 1,
  tables: ["model_calls"],
  ddl: `CREATE TABLE model_calls (
    stream TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, end TEXT, PRIMARY KEY (stream, seq)
  ) STRICT, WITHOUT ROWID;`,
  apply(db, stored) {
    if (stored.type === "model.asked") {
      db.run("DELETE FROM model_calls WHERE at < ?", stored.at - keptMs);
      db.run("INSERT INTO model_calls VALUES (?, ?, ?, NULL)", stored.stream, stored.seq, stored.at);
    } else if (stored.type === "model.answered" || (stored.type === "model.refused" && stored.data.cost !== null)) {
      // Only the count and the order of the ends matter, not which question each belongs to.
      const end = stored.type === "model.answered" ? "answered" : stored.data.kind;
      const oldest = "SELECT seq FROM model_calls WHERE stream = ? AND end IS NULL ORDER BY seq LIMIT 1";
      db.run(
        `UPDATE model_calls SET end = ? WHERE stream = ? AND seq = (${oldest})`,
        end,
        stored.stream,
        stored.stream,
      );
    }
  },
};
