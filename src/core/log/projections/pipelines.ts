/** Where each pipeline last said that it is. */
import type { Projection } from "../types.ts";

export const pipelinesProjection: Projection = {
  name: "pipelines",
  version: 1,
  tables: ["pipelines"],
  ddl: `CREATE TABLE pipelines (
    pipeline TEXT PRIMARY KEY, stage TEXT NOT NULL, done INTEGER NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`,
  apply(db, stored) {
    if (stored.type !== "pipeline.progressed") return;
    const { pipeline, stage, done } = stored.data;
    db.run("INSERT OR REPLACE INTO pipelines VALUES (?, ?, ?, ?)", pipeline, stage, done ? 1 : 0, stored.at);
  },
};
