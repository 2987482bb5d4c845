/** What `chiron status` shows to people: one glance, and no more lines than there is to say. */
import type { IncidentSummary, ProcessStatus, SinkView, Status, TargetView } from "#core/model";
import { tellMatchers } from "#core/model/switches";
import { printTable } from "./table.ts";
import { clean, type Terminal } from "./terminal.ts";
import { ago, since } from "./times.ts";
import { counted, healthCell, severityCell, stateCell } from "./words.ts";

export interface Beside {
  readonly targets: readonly TargetView[];
  readonly incidents: readonly IncidentSummary[];
  /** Only while no engine runs: how the last one ended; null when there was none. */
  readonly end?: { readonly stoppedAt: number | null; readonly stopReason: string | null } | null;
  readonly dataDir?: string;
}

/** So many targets are shown one by one; of more, only those that are not well. */
const targetsShown = 20;
const incidentsShown = 10;
const problemsShown = 5;

export function showStatus(terminal: Terminal, status: Status, beside: Beside): void {
  const { paint } = terminal;
  const row = (label: string, text: string) => terminal.line(`${paint("dim", label.padEnd(11))}${text}`);
  terminal.line(
    `${paint("bold", `chiron ${clean(status.version)}`)}${status.node === "" ? "" : ` on ${clean(status.node)}`}`,
  );
  row("engine", engineWords(terminal, status, beside));
  if (beside.end === undefined || status.mender.pid !== null || status.watchdog.pid !== null)
    for (const role of ["mender", "watchdog"] as const) row(role, processWords(terminal, status[role]));
  // Where nothing has run there is nothing else to say.
  if (beside.end === null) return;
  if (status.store !== undefined) {
    const { state, since, reason, copy } = status.store;
    const isDamaged = state === "damaged";
    const what = isDamaged ? "damaged" : "cannot be written";
    row("store", paint("red", `${what} ${ago(since)}: ${clean(reason)}`));
    row("", isDamaged ? `Chiron only observes; a copy is kept in ${clean(copy)}` : "Chiron only observes");
    row(
      "",
      isDamaged
        ? "go on with: chiron store restore FILE, or chiron store fresh --yes"
        : "it goes on by itself once it can be",
    );
  }
  if (status.configuration !== undefined) {
    const { file, problems, keptAt } = status.configuration;
    row("config", paint("red", `the last good one, of ${ago(keptAt)}: ${clean(file)} cannot be used`));
    for (const problem of problems.slice(0, problemsShown)) row("", clean(problem));
    row("", "mend it, then: chiron validate && chiron reload");
  }
  if (status.port !== undefined) {
    row("port", paint("yellow", `not open for ${since(status.port.since)}: ${clean(status.port.reason)}`));
    row("", "the Unix socket answers; the port is taken as soon as it can be had");
  }
  row("healing", healingWords(terminal, status));
  for (const line of switchLines(status)) row(line.label, paint("yellow", clean(line.text)));
  row("targets", targetWords(status));
  if (status.kernels !== undefined) row("kernels", kernelWords(terminal, status.kernels));
  row("incidents", incidentWords(terminal, status));
  row("runbooks", `${status.runbooks.auto_execute} run by themselves, ${status.runbooks.dry_run} in dry_run`);
  if (status.model !== undefined) row("model", modelWords(terminal, status.model));
  row("last", `repair ${ago(status.lastRemediationAt)}, escalation ${ago(status.lastEscalationAt)}`);
  for (const sink of status.sinks ?? []) row("sink", sinkWords(terminal, sink));
  if (status.harmony !== null) row("harmony", `${status.harmony} of 100`);
  showTargets(terminal, beside.targets);
  showIncidents(terminal, beside.incidents, status.incidents.open);
}

function engineWords({ paint }: Terminal, { engine }: Status, { end, dataDir }: Beside): string {
  if (engine.state === "running") return processWords({ paint }, engine);
  const start = `start it with ${paint("bold", "chiron up")}`;
  if (end === null)
    return `${paint("yellow", "not running")}; nothing has run in ${dataDir ?? "this folder"} yet; ${start}`;
  const how =
    end === undefined || end.stoppedAt === null
      ? "it did not come to a proper end"
      : `stopped ${ago(end.stoppedAt)}: ${clean(end.stopReason ?? "no reason given")}`;
  return `${paint("red", "not running")} (${how}); ${start}`;
}

function processWords({ paint }: Pick<Terminal, "paint">, process: ProcessStatus): string {
  const { state, pid, startedAt, memoryMB, loopLagMs } = process;
  const facts = [
    ...(pid === null ? [] : [`pid ${pid}`]),
    ...(startedAt === null ? [] : [`up ${since(startedAt)}`]),
    ...(memoryMB === undefined ? [] : [`${memoryMB} MB`]),
    ...(loopLagMs === undefined ? [] : [`lag ${loopLagMs.toFixed(1)} ms`]),
  ];
  if (state === "running") return `${paint("green", "running")} (${facts.join(", ")})`;
  if (state === "silent") return `${paint("red", "says nothing")} (${facts.join(", ")}); see: chiron healers`;
  return `${paint("red", "not running")}; see: chiron healers`;
}

function healingWords({ paint }: Terminal, { paused }: Status): string {
  if (paused === null) return "on";
  return paint("yellow", `paused ${ago(paused.since)} by ${clean(paused.by)}: ${clean(paused.reason)}`);
}

function sinkWords({ paint }: Terminal, { id, behind, behindSince, state, lastError }: SinkView): string {
  const lag =
    behind === 0 ? "has everything" : `${counted(behind, "event")} behind, the oldest from ${ago(behindSince)}`;
  return state === "failing" ? `${id}: ${paint("red", `${lag}: ${clean(lastError ?? "")}`)}` : `${id}: ${lag}`;
}

/** Whatever keeps Chiron from acting or telling is not to be overlooked. */
function switchLines({ switches }: Status): readonly { readonly label: string; readonly text: string }[] {
  if (switches === undefined) return [];
  const { silences, maintenance, stopped, keptBack, triggers } = switches;
  const ending = (until: string | null) => (until === null ? "" : ` until ${until}`);
  const kept = keptBack > 0 ? [{ label: "messages", text: `${counted(keptBack, "message")} kept back` }] : [];
  const unknown =
    triggers.unknownTarget > 0
      ? [
          {
            label: "alerts",
            text: `${counted(triggers.unknownTarget, "alert")} for targets that are not declared: chiron triggers`,
          },
        ]
      : [];
  return [
    ...maintenance.map(({ name, kind, matchers, until, reason }) => {
      const of = matchers === null ? "everything" : tellMatchers(matchers);
      return { label: kind === "freeze" ? kind : "window", text: `${name}, for ${of}${ending(until)}: ${reason}` };
    }),
    ...silences.map(({ id, matchers, until, reason }) => {
      return { label: "silence", text: `${id}, for ${tellMatchers(matchers)}${ending(until)}: ${reason}` };
    }),
    ...stopped.map(({ target, by, at, reason }) => {
      return { label: "stopped", text: `${target} ${ago(at)} by ${by}: ${reason}` };
    }),
    ...kept,
    ...unknown,
  ];
}

function targetWords({ targets: { total, good, bad, unknown } }: Status): string {
  const parts = [`${good} good`, ...(bad > 0 ? [`${bad} bad`] : []), ...(unknown > 0 ? [`${unknown} unknown`] : [])];
  return `${total}: ${parts.join(", ")}`;
}

/** "3/3 running", and of the others which, and how they are. */
export function kernelWords({ paint }: Terminal, { running, total, list }: NonNullable<Status["kernels"]>): string {
  const others = list.filter(({ state }) => state !== "running").map(({ id, state }) => `${id} is ${state}`);
  const count = `${running}/${total} running`;
  return others.length === 0 ? count : `${paint("yellow", count)}: ${others.join(", ")}`;
}

function incidentWords({ paint }: Terminal, { incidents: { open, byState } }: Status): string {
  if (open === 0) return paint("green", "none open");
  const states = Object.entries(byState).map(([state, count]) => `${count} ${state}`);
  return paint("bold", `${open} open: ${states.join(", ")}`);
}

function showTargets(terminal: Terminal, targets: readonly TargetView[]): void {
  const shown =
    targets.length <= targetsShown ? targets : targets.filter(({ health }) => health !== "good").slice(0, targetsShown);
  if (shown.length === 0) return;
  terminal.line();
  printTable(
    terminal,
    ["target", "kind", "health", "autonomy", "pid", "last looked at"],
    shown.map((target) => {
      const { id, kind, health, autonomy, pid, probes } = target;
      const looked = Math.max(...probes.map(({ last }) => last?.takenAt ?? 0));
      return [
        id,
        kind,
        healthCell(health),
        autonomy,
        pid === null ? "-" : String(pid),
        looked > 0 ? ago(looked) : "never",
      ];
    }),
  );
  const hidden = targets.length - shown.length;
  if (hidden > 0) terminal.line(terminal.paint("dim", `and ${counted(hidden, "more target")}`));
}

function showIncidents(terminal: Terminal, incidents: readonly IncidentSummary[], open: number): void {
  if (incidents.length === 0) return;
  const shown = incidents.slice(0, incidentsShown);
  terminal.line();
  printTable(
    terminal,
    ["incident", "severity", "state", "opened", "what"],
    shown.map(({ id, severity, state, openedAt, summary }) => [
      id,
      severityCell(severity),
      stateCell(state),
      ago(openedAt),
      summary,
    ]),
  );
  if (open > shown.length) terminal.line(terminal.paint("dim", `and ${open - shown.length} more: chiron incidents`));
}

function modelWords({ paint }: Terminal, { name, state, asked, budget }: NonNullable<Status["model"]>): string {
  const rests = state === "ready" ? "" : paint("yellow", "; it rests, since nothing usable came of late");
  return `${clean(name)}, asked ${asked.lastHour} of ${budget.perHour} times within an hour, ${asked.lastDay} of ${budget.perDay} within a day${rests}`;
}
