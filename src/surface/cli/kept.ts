/** The engine's views, made from the store alone while no engine runs. */
import type { KeptState, LogReader } from "#core/log/read";
import type { ProcessStatus, RunbookView, Status, Switches } from "#core/model";
import { whereSwitched } from "#core/model/switches";
import { readVersion } from "./version.ts";

const stopped: ProcessStatus = { state: "stopped", pid: null, startedAt: null };

/** Of a folder where nothing has run yet. */
export function emptyStatus(): Status {
  return {
    version: readVersion(),
    node: "",
    engine: stopped,
    mender: stopped,
    watchdog: stopped,
    paused: null,
    targets: { total: 0, good: 0, bad: 0, unknown: 0 },
    incidents: { open: 0, byState: {} },
    runbooks: { dry_run: 0, auto_execute: 0 },
    lastRemediationAt: null,
    lastEscalationAt: null,
    harmony: null,
  };
}

/** Nobody looks at the targets now: their health is unknown, but for those with an open incident. */
export function keptStatus(reader: LogReader): Status {
  const paused = reader.state("paused");
  const targets = reader.state("config")?.targets ?? [];
  const troubled = new Set(reader.openIncidents().map((incident) => incident.target));
  const bad = targets.filter((target) => troubled.has(target)).length;
  const byState = reader.openByState();
  const runbooks = keptRunbooks(reader);
  const count = (mode: RunbookView["mode"]) => runbooks.filter((runbook) => runbook.mode === mode).length;
  return {
    ...emptyStatus(),
    node: reader.state("engine")?.node ?? "",
    paused: paused === undefined ? null : { reason: paused.reason, since: iso(paused.since), by: paused.by },
    targets: { total: targets.length, good: 0, bad, unknown: targets.length - bad },
    incidents: { open: Object.values(byState).reduce((sum, states) => sum + states, 0), byState },
    runbooks: { dry_run: count("dry_run"), auto_execute: count("auto_execute") },
    ...whereSwitched(keptSwitches(reader)),
    lastRemediationAt: timeOf(reader.state("lastRemediation")),
    lastEscalationAt: timeOf(reader.state("lastEscalation")),
  };
}

/** What was switched at run time; what stands in chiron.yaml is the engine's to read. */
function keptSwitches(reader: LogReader): Switches {
  const isoOr = (ms: number | null) => (ms === null ? null : iso(ms));
  const triggers = reader.standing("trigger").map(({ doc }) => doc);
  return {
    silences: reader.standing("silence").map(({ doc: { since, until, ...rest } }) => {
      return { ...rest, since: isoOr(since), until: isoOr(until) };
    }),
    maintenance: reader.standing("maintenance").map(({ doc: { since, until, ...rest } }) => {
      return { ...rest, open: true, since: iso(since), until: isoOr(until), nextAt: null };
    }),
    stopped: reader.standing("stop").map(({ doc }) => ({ ...doc, at: iso(doc.at) })),
    keptBack: reader.standing("withheld").length,
    triggers: { standing: triggers.length, unknownTarget: triggers.filter(({ unknown }) => unknown !== null).length },
  };
}

/** How the last engine ended: null when it never came to its end. */
export function lastEnd(reader: LogReader): Pick<KeptState["engine"], "stoppedAt" | "stopReason"> | undefined {
  return reader.state("engine");
}

/** What the store knows of a runbook; its text stands in its file, which is read by the engine. */
export type KeptRunbook = Pick<
  RunbookView,
  "id" | "version" | "hash" | "source" | "mode" | "approvedBy" | "approvedAt"
> &
  Partial<RunbookView>;

export function keptRunbooks(reader: LogReader): readonly KeptRunbook[] {
  return reader
    .runbooks()
    .filter((record) => record.isCurrent)
    .map(({ id, version, hash, source, mode, approvedBy, approvedAt }) => ({
      ...{ id, version, hash, source: source ?? "", approvedBy },
      mode: approvedAt === null ? mode : "auto_execute",
      approvedAt: approvedAt === null ? null : iso(approvedAt),
    }));
}

function timeOf(kept: { readonly at: number } | undefined): string | null {
  return kept === undefined ? null : iso(kept.at);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
