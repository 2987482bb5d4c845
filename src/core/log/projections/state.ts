/** Single values that outlive a process, by name. */
import type { AmendmentDecision, Grant, RecoveryRecords, Runbook, StoredEvent } from "#core/model";
import { amendmentKey } from "#core/model/plain";
import type { Database } from "../database.ts";
import type { Projection } from "../types.ts";

/** What is kept, by key. Times in ms since the epoch. */
export interface KeptState {
  readonly paused: { readonly reason: string; readonly since: number; readonly by: string };
  /** The engine's last start, and its end if it was a proper one. */
  readonly engine: {
    readonly version: string;
    readonly pid: number;
    readonly node: string;
    readonly startedAt: number;
    readonly stoppedAt: number | null;
    readonly stopReason: string | null;
  };
  readonly containment: { readonly reason: string; readonly since: number; readonly isTold: boolean };
  readonly config: { readonly hash: string; readonly targets: readonly string[]; readonly loadedAt: number };
  readonly storm: { readonly since: number; readonly bad: number; readonly watched: number };
  /** Those that were not taken back; expired ones too. */
  readonly grants: readonly Grant[];
  readonly recoveries: RecoveryRecords;
  /** Where in the log stands what the healers did for one another, oldest first. */
  readonly moments: Readonly<Partial<Record<Moment, readonly EventPlace[]>>>;
  readonly lastRemediation: { readonly at: number; readonly incident: string };
  /** Runbooks as they were amended, by the hash of what was amended. */
  readonly amendments: Readonly<Record<string, Runbook>>;
  /** What humans said to proposed changes, by `amendmentKey`. */
  readonly amendmentDecisions: Readonly<Record<string, AmendmentDecision>>;
  readonly lastEscalation: { readonly at: number; readonly incident: string };
}

const momentOf = {
  "recovery.finished": "recoveries",
  "drill.started": "drills",
  "drill.finished": "drills",
  "drill.skipped": "drills",
  "emergency.began": "emergencies",
  "emergency.ended": "emergencies",
} as const satisfies Readonly<Partial<Record<StoredEvent["type"], string>>>;
type Moment = (typeof momentOf)[keyof typeof momentOf];
/** Of each; the log has them all. */
const momentsKept = 100;

export interface EventPlace {
  readonly stream: string;
  readonly seq: number;
}

export const stateProjection: Projection = {
  name: "state",
  version: 8,
  tables: ["kv"],
  ddl: "CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;",
  apply(db, stored) {
    switch (stored.type) {
      case "healing.paused":
        return keep(db, "paused", { reason: stored.data.reason, since: stored.at, by: stored.actor });
      case "containment.began":
        return keep(db, "containment", { reason: stored.data.reason, since: stored.at, isTold: false });
      case "containment.told":
        return db.run("UPDATE kv SET value = json_set(value, '$.isTold', json('true')) WHERE key = 'containment'");
      case "containment.ended":
        return db.run("DELETE FROM kv WHERE key = 'containment'");
      case "healing.resumed":
        return db.run("DELETE FROM kv WHERE key = 'paused'");
      case "storm.began":
        return keep(db, "storm", { since: stored.at, bad: stored.data.bad, watched: stored.data.watched });
      case "storm.ended":
        return db.run("DELETE FROM kv WHERE key = 'storm'");
      case "grant.given":
        return keep(db, "grants", [...grantsIn(db), stored.data.grant]);
      case "grant.revoked": {
        const { grant } = stored.data;
        return keep(
          db,
          "grants",
          grantsIn(db).filter(({ id }) => id !== grant),
        );
      }
      case "engine.started":
        return keep(db, "engine", { ...stored.data, startedAt: stored.at, stoppedAt: null, stopReason: null });
      case "engine.stopped":
        return db.run(
          "UPDATE kv SET value = json_set(value, '$.stoppedAt', CAST(? AS INTEGER), '$.stopReason', ?) WHERE key = 'engine'",
          stored.at,
          stored.data.reason,
        );
      case "runbook.amended":
        keepAlso(db, "amendments", stored.data.from, stored.data.definition);
        return keepDecision(db, stored, "approved", null);
      case "amendment.rejected":
        return keepDecision(db, stored, "rejected", stored.data.reason);
      case "recovery.finished":
        keep(db, "recoveries", withRecovery(db, stored));
        return keepMoment(db, stored);
      case "drill.started":
      case "drill.finished":
      case "drill.skipped":
      case "emergency.began":
      case "emergency.ended":
        return keepMoment(db, stored);
      case "config.loaded":
        return keep(db, "config", { hash: stored.data.hash, targets: stored.data.targets, loadedAt: stored.at });
      case "step.finished":
        if (!stored.data.undo) keep(db, "lastRemediation", { at: stored.at, incident: stored.data.incident });
        return;
      case "incident.tiered":
        if (stored.data.tier === 3) keep(db, "lastEscalation", { at: stored.at, incident: stored.data.incident });
        return;
      default:
        return;
    }
  },
};

function keep<K extends keyof KeptState>(db: Database, key: K, value: KeptState[K]): void {
  const sql = "INSERT INTO kv VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
  db.run(sql, key, JSON.stringify(value));
}

type Keyed<K extends "amendments" | "amendmentDecisions"> = KeptState[K][string];

function keepAlso<K extends "amendments" | "amendmentDecisions">(
  db: Database,
  key: K,
  name: string,
  value: Keyed<K>,
): void {
  const row = db.get<{ value: string }>("SELECT value FROM kv WHERE key = ?", key);
  const before = row === undefined ? {} : JSON.parse(row.value);
  keep(db, key, { ...before, [name]: value });
}

function keepDecision(
  db: Database,
  { at, actor, data }: Extract<StoredEvent, { type: "runbook.amended" | "amendment.rejected" }>,
  state: AmendmentDecision["state"],
  reason: string | null,
): void {
  keepAlso(db, "amendmentDecisions", amendmentKey(data.amendment, data.hash), { state, by: actor, at, reason });
}

function keepMoment(db: Database, { type, stream, seq }: Extract<StoredEvent, { type: keyof typeof momentOf }>): void {
  const row = db.get<{ value: string }>("SELECT value FROM kv WHERE key = 'moments'");
  const before = row === undefined ? {} : (JSON.parse(row.value) as KeptState["moments"]);
  const kept = [...(before[momentOf[type]] ?? []), { stream, seq }].slice(-momentsKept);
  keep(db, "moments", { ...before, [momentOf[type]]: kept });
}

type Recovery = Extract<StoredEvent, { type: "recovery.finished" }>;

function withRecovery(db: Database, { at, data }: Recovery): RecoveryRecords {
  const row = db.get<{ value: string }>("SELECT value FROM kv WHERE key = 'recoveries'");
  const before = row === undefined ? {} : (JSON.parse(row.value) as RecoveryRecords);
  const { healer, protocol, by, fault, ok, tookMs, steps } = data;
  const restarts = (before[healer]?.restarts ?? 0) + (ok ? 1 : 0);
  const last = { at: new Date(at).toISOString(), protocol, by, fault, ok, tookMs, steps };
  return { ...before, [healer]: { restarts, last } };
}

function grantsIn(db: Database): readonly Grant[] {
  const row = db.get<{ value: string }>("SELECT value FROM kv WHERE key = 'grants'");
  return row === undefined ? [] : (JSON.parse(row.value) as readonly Grant[]);
}
