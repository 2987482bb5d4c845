/** Where everything stands, at one glance: what `chiron status` and `GET /v1/status` give. */
import type { ModelStatus } from "./advice.ts";
import type { IncidentState } from "./incident.ts";
import type { KernelsStatus } from "./kernel.ts";
import type { Matchers } from "./matchers.ts";
import type { MaintenanceWindow, Stop } from "./operator.ts";
import type { RunbookMode } from "./runbook.ts";
import type { StandingTrigger } from "./trigger.ts";

export interface ProcessStatus {
  /** `silent`: its process is there, and does not say that it lives. */
  readonly state: "running" | "stopped" | "silent";
  readonly pid: number | null;
  readonly startedAt: string | null;
  /** 99th percentile of the event loop's lag over the last minute, ms. */
  readonly loopLagMs?: number;
  readonly memoryMB?: number;
}

export interface Status {
  readonly version: string;
  readonly node: string;
  readonly engine: ProcessStatus;
  readonly mender: ProcessStatus;
  readonly watchdog: ProcessStatus;
  readonly paused: { readonly reason: string; readonly since: string; readonly by: string } | null;
  readonly targets: { readonly total: number; readonly good: number; readonly bad: number; readonly unknown: number };
  readonly incidents: { readonly open: number; readonly byState: Readonly<Partial<Record<IncidentState, number>>> };
  readonly runbooks: Readonly<Record<RunbookMode, number>>;
  /** Only while Chiron's own store is damaged, or cannot be written, and it only observes. */
  readonly store?: {
    readonly state: "damaged" | "unwritable";
    readonly since: string;
    readonly reason: string;
    /** Where a damaged one is saved; empty for one that is whole. */
    readonly copy: string;
  };
  /** Only while the last configuration that worked is in force, in place of the one that stands in `file`. */
  readonly configuration?: {
    readonly state: "last_good";
    readonly file: string;
    readonly problems: readonly string[];
    readonly since: string;
    readonly keptAt: string;
  };
  /** Only while the TCP port cannot be had, and the Unix socket alone answers. */
  readonly port?: {
    readonly state: "waiting";
    readonly host: string;
    readonly port: number;
    readonly reason: string;
    readonly since: string;
  };
  /** Only where there are any: how many kernels are running, and each. */
  readonly kernels?: KernelsStatus;
  /** Only where there are any: where the log is brought to besides. */
  readonly sinks?: readonly SinkView[];
  /** Only while there is any. */
  readonly switches?: Switches;
  /** Only where a language model is configured. */
  readonly model?: ModelStatus;
  readonly lastRemediationAt: string | null;
  readonly lastEscalationAt: string | null;
  /** 0 to 100, or null while no contract is watched. */
  readonly harmony: number | null;
}

/** What operators have switched that is in force now, and how much outsiders say is wrong. */
export interface Switches {
  readonly silences: readonly SilenceView[];
  readonly maintenance: readonly WindowView[];
  readonly stopped: readonly StopView[];
  /** Messages that a silence, a window or a stop keeps back. */
  readonly keptBack: number;
  readonly triggers: { readonly standing: number; readonly unknownTarget: number };
}

/** Nothing where nothing is switched, and nobody says that anything is wrong. */
export function whereSwitched(switches: Switches): Pick<Status, "switches"> {
  const { silences, maintenance, stopped, keptBack, triggers } = switches;
  const count = silences.length + maintenance.length + stopped.length + keptBack + triggers.standing;
  return count === 0 ? {} : { switches };
}

/** Times ISO 8601, UTC. */
export interface SilenceView {
  readonly id: string;
  readonly matchers: Matchers;
  readonly reason: string;
  readonly by: string;
  /** Null: it stands in chiron.yaml. */
  readonly since: string | null;
  /** Null: until somebody removes it. */
  readonly until: string | null;
}

export interface WindowView
  extends Pick<MaintenanceWindow, "name" | "kind" | "matchers" | "messages" | "reason" | "by"> {
  readonly open: boolean;
  readonly since: string | null;
  readonly until: string | null;
  /** When it opens next, where it is closed. */
  readonly nextAt: string | null;
}

export interface StopView extends Pick<Stop, "target" | "reason" | "by"> {
  readonly at: string;
}

export type TriggerView = StandingTrigger;

/** How far a place outside has come that the log is brought to: a sink, or the traces. */
export interface SinkView {
  readonly id: string;
  readonly kind: string;
  /** `idle`: it has everything. */
  readonly state: "idle" | "delivering" | "failing";
  /** The newest event that it has taken. */
  readonly seq: number;
  /** How many events it does not have yet, and since when the oldest of them waits. */
  readonly behind: number;
  readonly behindSince: string | null;
  /** Since the engine started. */
  readonly delivered: number;
  readonly failures: number;
  readonly lastDeliveredAt: string | null;
  readonly lastError: string | null;
  readonly nextAttemptAt: string | null;
  /** Of the traces: what became of the spans since the engine started. */
  readonly spans?: { readonly exported: number; readonly dropped: number };
}
