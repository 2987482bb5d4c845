/** Puts back what the engine kept at hand, from the tables of the store. */
import type { LogReader } from "#core/log/read";
import { fingerprintOf, type Incident } from "#core/model";
import { causeEvents } from "#loop/guard";
import { DryRuns } from "./dry-runs.ts";
import { changeEvents } from "./recent.ts";
import { approvalKey } from "./runbook-records.ts";
import { EngineState } from "./state.ts";

const historyMs = 86_400_000;
const endedKept = 2_000;
const lastFound = 200;
const standingKinds = ["silence", "maintenance", "stop", "trigger", "schedule", "session", "withheld"] as const;

const ofDryRuns = ["plan.proposed", "plan.rehearsed", "fix.recorded", "dry_run.compared"];

/** Rehearsed was the plan of that time, which need not be the one that stands now. */
function restoreDryRun({ dryRuns }: EngineState, reader: LogReader, incident: Incident): void {
  const then = new DryRuns();
  let known = incident;
  for (const stored of reader.events({ incident: incident.id, types: ofDryRuns })) {
    if (stored.type === "plan.proposed") known = { ...known, plan: stored.data.plan };
    then.apply(stored, new Map([[incident.id, known]]));
  }
  for (const [id, dryRun] of then.standing) dryRuns.standing.set(id, dryRun);
  for (const [id, commands] of then.fixes) dryRuns.fixes.set(id, commands);
}

export function restoreState(reader: LogReader, now: number, targets: readonly string[]): EngineState {
  const state = new EngineState();
  for (const incident of reader.openIncidents()) {
    state.restore(incident);
    restoreDryRun(state, reader, incident);
  }
  for (const ended of reader.incidents({ state: "resolved", limit: endedKept }).items) {
    const fingerprint = fingerprintOf(ended.type, ended.target);
    // Newest first: the first one seen of a fingerprint is its last.
    if (ended.endedAt === null || state.past(fingerprint) !== undefined) continue;
    state.remember(fingerprint, { episode: ended.episode, recurrences: ended.recurrences, endedAt: ended.endedAt });
  }
  for (const { fingerprint, until } of reader.silences(now)) state.silencedUntil.set(fingerprint, until);
  for (const outcome of reader.outcomes({ limit: 10_000 })) {
    state.learn(outcome);
    state.guard.learn(outcome);
  }
  restoreLately(state, reader);
  for (const record of reader.runbooks()) {
    if (record.streak.length > 0) state.dryRuns.streaks.set(record.hash, record.streak);
    const approved = record.approvedAt !== null && record.demotedAt === null;
    const { approvedBy, approvedAt } = record;
    if (approved && approvedBy !== null && approvedAt !== null)
      state.approvals.set(approvalKey(record.id, record.hash), { approvedBy, approvedAt });
    if (!record.isCurrent) continue;
    state.runbooks.set(record.id, {
      hash: record.hash,
      version: record.version,
      approvedHash: approved ? record.hash : null,
      approvedBy: approved ? approvedBy : null,
      approvedAt: approved ? approvedAt : null,
    });
  }
  for (const { target, startedAt, state: last, process, code, signal, uptimeMs } of reader.services()) {
    const lastExit = last === "exited" ? { target, process, code, signal, uptimeMs: uptimeMs ?? 0 } : null;
    const stopped = last === "stopped" ? { stopped: true as const } : {};
    state.services.set(target, { process, startedAt, lastExit, ...stopped });
  }
  for (const kind of standingKinds)
    for (const { key, doc } of reader.standing(kind)) state.standing.restore(kind, key, doc);
  for (const { pipeline, ...progress } of reader.pipelines()) state.pipelines.set(pipeline, progress);
  state.model.restore(reader.modelCalls(now - 2 * historyMs));
  for (const { target, reason } of reader.heldServices()) state.held.set(target, reason);
  for (const target of targets) {
    const all = reader
      .restarts(target, now - historyMs)
      .filter(({ cause }) => cause === "repair" || cause === "supervisor");
    for (const { at } of all) state.countRestarts(target, at);
    const starts = all.filter((start) => start.cause === "repair");
    // Older logs do not say how it was judged.
    const crashed = (start: (typeof starts)[number]) =>
      start.afterCrash ?? (start.previous?.end === "exited" && (start.previous.uptimeMs ?? 0) < 10_000);
    if (starts.length > 0)
      state.restarts.set(
        target,
        starts.map((start) => ({ at: start.at, crash: crashed(start) })),
      );
  }
  for (const [from, runbook] of Object.entries(reader.state("amendments") ?? {})) state.amendments.set(from, runbook);
  for (const [key, decision] of Object.entries(reader.state("amendmentDecisions") ?? {}))
    state.amendmentDecisions.set(key, decision);
  state.paused = reader.state("paused") ?? null;
  state.recent.containment = reader.state("containment") ?? null;
  state.lastRemediationAt = reader.state("lastRemediation")?.at ?? null;
  state.lastEscalationAt = reader.state("lastEscalation")?.at ?? null;
  return state;
}

/** Far more than an hour of repairs leaves in the log. */
const lookedThrough = 20_000;

/** What is in no table, and does not matter for longer than that: what caused what, what was changed, when the last storm ended. */
function restoreLately(state: EngineState, reader: LogReader): void {
  const { guard, recent } = state;
  const after = Math.max(0, reader.head().seq - lookedThrough);
  const opened = new Map<string, number>();
  for (const stored of reader.events({ after, types: [...causeEvents, ...changeEvents], limit: lookedThrough })) {
    guard.causes.apply(stored);
    if (stored.type === "incident.opened") opened.set(stored.data.incident, stored.data.since);
    else recent.apply(stored);
  }
  restoreFound(state, reader, opened);
  for (const grant of reader.state("grants") ?? []) guard.grants.set(grant.id, grant);
  guard.storm = reader.state("storm") ?? null;
}

/**
 * In the order of the log, which is the order in which the living engine found them. The table can only tell by the wall clock, which may have
 * been put back in between: it is asked for those that were opened before the part of the log that was looked through.
 */
function restoreFound({ recent, open }: EngineState, reader: LogReader, opened: ReadonlyMap<string, number>): void {
  const rows = new Map(
    reader
      .summaries({ all: true, limit: lastFound })
      .items.toReversed()
      .map((row) => [row.id, row]),
  );
  for (const { id: incident, type, target, severity, openedAt, endedAt } of rows.values()) {
    if (opened.has(incident)) continue;
    const since = open.get(incident)?.since ?? Date.parse(openedAt);
    recent.found({ incident, type, target, severity, since, isOpen: endedAt === null });
  }
  for (const [incident, since] of [...opened].slice(-lastFound)) {
    const row = rows.get(incident) ?? reader.incident(incident);
    if (row === undefined) continue;
    const { type, target, severity, endedAt } = row;
    recent.found({ incident, type, target, severity, since, isOpen: endedAt === null });
  }
}
