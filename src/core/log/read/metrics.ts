/** Records of the counts of healing; which anomaly and target each was about stands with its incident. */
import type { MetricQuery, MetricRecord } from "#core/model";
import type { Database, SQLInputValue } from "../database.ts";

interface MetricRow {
  readonly name: MetricRecord["name"];
  readonly at: number;
  readonly seq: number;
  readonly incident: string | null;
  readonly type: string | null;
  readonly target: string | null;
  readonly runbook: string | null;
  readonly label: string | null;
}

/** The newest that fit, oldest of them first. */
export function metricRecords(db: Database, { name, target, from, to, limit }: MetricQuery): MetricRecord[] {
  const conditions = ["metrics.at >= ?", "metrics.at <= ?"];
  const values: SQLInputValue[] = [from ?? 0, to ?? Number.MAX_SAFE_INTEGER];
  if (name !== undefined) {
    conditions.push("metrics.name = ?");
    values.push(name);
  }
  if (target !== undefined) {
    conditions.push("incidents.target = ?");
    values.push(target);
  }
  const rows = db.all<MetricRow>(
    `SELECT metrics.name, metrics.at, metrics.seq, metrics.incident, incidents.type, incidents.target,
       coalesce(metrics.runbook, incidents.runbook) AS runbook, metrics.label
     FROM metrics LEFT JOIN incidents ON incidents.id = metrics.incident
     WHERE ${conditions.join(" AND ")} ORDER BY metrics.at DESC, metrics.seq DESC LIMIT ?`,
    ...values,
    limit ?? 1_000,
  );
  return rows.reverse().map(({ at, ...row }) => ({ ...row, at: new Date(at).toISOString() }));
}

/** Answered by an index alone. */
export function metricCount(db: Database, name: MetricRecord["name"], since: number): number {
  const sql = "SELECT count(*) AS count FROM metrics WHERE name = ? AND at >= ?";
  return db.get<{ count: number }>(sql, name, since)?.count ?? 0;
}
