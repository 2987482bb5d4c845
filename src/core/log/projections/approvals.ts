/** Questions to humans, and their answers. */
import type { Approval } from "#core/model";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

const ddl = `
CREATE TABLE approvals (
  id TEXT PRIMARY KEY,
  incident TEXT NOT NULL,
  status TEXT NOT NULL,
  deadline INTEGER NOT NULL,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX approvals_waiting ON approvals (deadline) WHERE status = 'waiting';
`;

export const approvalsProjection: Projection = {
  name: "approvals",
  version: 1,
  tables: ["approvals"],
  ddl,
  apply(db, stored) {
    if (stored.type === "approval.asked") {
      write(db, stored.data.approval);
    } else if (stored.type === "approval.answered") {
      const { approval: id, status, reason } = stored.data;
      const row = db.get<{ doc: string }>("SELECT doc FROM approvals WHERE id = ?", id);
      if (row === undefined) return;
      const asked = JSON.parse(row.doc) as Approval;
      write(db, { ...asked, status, reason, answeredBy: stored.actor, answeredAt: stored.at });
    }
  },
};

function write(db: Database, approval: Approval): void {
  const { id, incident, status, deadline } = approval;
  const sql =
    "INSERT INTO approvals VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET status = excluded.status, doc = excluded.doc";
  db.run(sql, id, incident, status, deadline, JSON.stringify(approval));
}
