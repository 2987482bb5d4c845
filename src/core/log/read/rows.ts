/** Rows of the projections, as the objects that readers get. */
import type { IncidentSummary, ProcessIdentity } from "#core/model";

export interface IncidentRow {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly severity: string;
  readonly state: string;
  readonly opened_at: number;
  readonly updated_at: number;
  readonly ended_at: number | null;
  readonly recurrences: number;
  readonly domain: string | null;
  readonly runbook: string | null;
  readonly tier: number | null;
  readonly summary: string;
  readonly doc: string;
}

/** All but the document, which is many times as long as the rest. */
export const summaryColumns =
  "id, type, target, severity, state, opened_at, updated_at, ended_at, recurrences, domain, runbook, tier, summary";

export function toSummary(row: Omit<IncidentRow, "doc">): IncidentSummary {
  const { id, type, target, severity, state, recurrences, domain, runbook, tier, summary } = row;
  const times = {
    openedAt: new Date(row.opened_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at).toISOString(),
  };
  return {
    id,
    type,
    target,
    severity,
    state,
    ...times,
    recurrences,
    domain,
    runbook,
    tier,
    summary,
  } as IncidentSummary;
}

/** A runbook's content, and what was decided about exactly this content. */
export interface RunbookRecord {
  readonly id: string;
  readonly hash: string;
  readonly version: number;
  /** Null for content that was approved before it was ever registered. */
  readonly source: string | null;
  /** What it may do without an approval. */
  readonly mode: "dry_run" | "auto_execute";
  /** Whether it is the content that was registered last under this id. */
  readonly isCurrent: boolean;
  readonly registeredAt: number | null;
  readonly approvedBy: string | null;
  readonly approvedAt: number | null;
  readonly demotedAt: number | null;
  readonly demotedReason: string | null;
  /** Incidents in a row whose dry run was clean and borne out. */
  readonly streak: readonly string[];
}

export interface RunbookRow {
  readonly id: string;
  readonly hash: string;
  readonly version: number;
  readonly source: string | null;
  readonly mode: string | null;
  readonly is_current: number;
  readonly registered_at: number | null;
  readonly approved_by: string | null;
  readonly approved_at: number | null;
  readonly demoted_at: number | null;
  readonly demoted_reason: string | null;
  readonly streak: string;
}

export function toRunbook(row: RunbookRow): RunbookRecord {
  return {
    id: row.id,
    hash: row.hash,
    version: row.version,
    source: row.source,
    mode: row.mode === "auto_execute" ? row.mode : "dry_run",
    isCurrent: row.is_current === 1,
    registeredAt: row.registered_at,
    approvedBy: row.approved_by,
    approvedAt: row.approved_at,
    demotedAt: row.demoted_at,
    demotedReason: row.demoted_reason,
    streak: JSON.parse(row.streak) as string[],
  };
}

/** A supervised service as it was last seen. */
export interface ServiceRecord {
  readonly target: string;
  readonly process: ProcessIdentity;
  readonly startedAt: number;
  readonly cause: "up" | "repair" | "adopted" | "supervisor" | "emergency";
  /** `exited`: by itself or by a foreign hand; `stopped`: by Chiron. `running` is what the log knows, not a look at it. */
  readonly state: "running" | "exited" | "stopped";
  readonly endedAt: number | null;
  readonly code: number | null;
  readonly signal: string | null;
  readonly uptimeMs: number | null;
}

export interface ServiceRow {
  readonly target: string;
  readonly pid: number;
  readonly start_ticks: number;
  readonly boot_id: string;
  readonly started_at: number;
  readonly cause: ServiceRecord["cause"];
  readonly state: ServiceRecord["state"];
  readonly ended_at: number | null;
  readonly code: number | null;
  readonly signal: string | null;
  readonly uptime_ms: number | null;
}

export function toService(row: ServiceRow): ServiceRecord {
  return {
    target: row.target,
    process: { pid: row.pid, startTicks: row.start_ticks, bootId: row.boot_id },
    startedAt: row.started_at,
    cause: row.cause,
    state: row.state,
    endedAt: row.ended_at,
    code: row.code,
    signal: row.signal,
    uptimeMs: row.uptime_ms,
  };
}

/** One start of a service, and how the life before it had ended. */
export interface RestartRecord {
  readonly at: number;
  readonly cause: "up" | "repair" | "supervisor";
  /** Whether the life before was judged a crash; undefined where nobody judged it. */
  readonly afterCrash?: boolean;
  /** Null when there was none before. `unknown`: nobody saw it end. */
  readonly previous: {
    readonly end: "exited" | "stopped" | "unknown";
    readonly code: number | null;
    readonly signal: string | null;
    readonly uptimeMs: number | null;
  } | null;
}

export interface RestartRow {
  readonly at: number;
  readonly cause: RestartRecord["cause"];
  readonly previous: string | null;
  readonly after_crash: number | null;
}

export function toRestart({ at, cause, previous, after_crash: afterCrash }: RestartRow): RestartRecord {
  const before = previous === null ? null : (JSON.parse(previous) as RestartRecord["previous"]);
  return { at, cause, previous: before, ...(afterCrash === null ? {} : { afterCrash: afterCrash === 1 }) };
}

export interface OutcomeQuery {
  readonly incident?: string;
  readonly target?: string;
  readonly runbook?: string;
  readonly strategy?: string;
  /** Recorded at this time or later. */
  readonly since?: number;
  /** The newest that many; default 1,000. */
  readonly limit?: number;
}

export interface Silence {
  readonly fingerprint: string;
  readonly until: number;
  readonly incident: string;
}
