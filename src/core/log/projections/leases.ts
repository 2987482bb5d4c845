/** Who writes, by role: the newest generation is the only one that may (HEALER-08). */
import type { Projection } from "../types.ts";

export const leasesProjection: Projection = {
  name: "leases",
  version: 1,
  tables: ["leases"],
  ddl: `CREATE TABLE leases (role TEXT PRIMARY KEY, generation INTEGER NOT NULL, pid INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;`,
  apply(db, stored) {
    if (stored.type !== "lease.taken") return;
    const { role, generation, process } = stored.data;
    const sql = "INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?)";
    db.run(sql, role, generation, process.pid, stored.at);
  },
};
