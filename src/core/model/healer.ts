/** The three processes of Chiron as surfaces see them. */
import type { EventData } from "./events.ts";
import type { HealerName } from "./healer-events.ts";
import type { ProcessStatus } from "./status.ts";

export const healerViewStates = [
  "starting",
  "healthy",
  "degraded",
  "recovering",
  "ending",
  "silent",
  "not_running",
] as const;

export interface HealerView {
  readonly role: HealerName;
  /** `silent`: its process is there, and its work loop has said nothing for too long. */
  readonly state: (typeof healerViewStates)[number];
  readonly pid: number | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string | null;
  /** How long ago its work loop said that it lives. */
  readonly beatAgoMs: number | null;
  readonly beats: number | null;
  readonly loopLagMs: number | null;
  readonly memoryMB: number | null;
  /** How often another healer has started it again, as far as the log goes back. */
  readonly restarts: number;
  readonly lastRecovery: LastRecovery | null;
  /** Of the engine, which keeps it; null of the others, and before anything was kept. */
  readonly lastGood: LastGoodView | null;
}

/** What it is known by without a look at what worked last. */
export type HealerLook = Omit<HealerView, "lastGood">;

/**
 * The configuration and the release that worked last. `present`: what stands there is still that. `kept`: what stands there is another, and this is at
 * hand. `in_force`: what stands there could not be used, and this runs in its place. Times ISO 8601, UTC.
 */
export interface LastGoodView {
  readonly configuration: {
    readonly state: LastGoodState;
    /** chiron.yaml. */
    readonly file: string;
    /** Of the settings, as the log names them. */
    readonly hash: string;
    /** When it had worked long enough to be kept. */
    readonly since: string;
    /** Files that are not now as they were then. */
    readonly changed: readonly string[];
    readonly refusedSince: string | null;
    readonly problems: readonly string[];
  } | null;
  readonly release: {
    readonly state: LastGoodState;
    /** Its folder. */
    readonly program: string;
    readonly version: string;
    readonly since: string;
    /** Which one could not be used, and why. */
    readonly refused: string | null;
  } | null;
}

export const lastGoodStates = ["present", "kept", "in_force"] as const;
type LastGoodState = (typeof lastGoodStates)[number];

/** What `status` says of it. */
export function processStatusOf(view: HealerLook | undefined): ProcessStatus {
  if (view === undefined || view.state === "not_running") return { state: "stopped", pid: null, startedAt: null };
  const { pid, startedAt, loopLagMs, memoryMB } = view;
  const state = view.state === "silent" ? view.state : "running";
  const facts = { ...(loopLagMs === null ? {} : { loopLagMs }), ...(memoryMB === null ? {} : { memoryMB }) };
  return { state, pid, startedAt, ...facts };
}

/** The newest `healer-mutual-restart`, or emergency recovery, of a healer, whatever came of it. */
export interface LastRecovery
  extends Pick<EventData["recovery.finished"], "protocol" | "by" | "fault" | "ok" | "tookMs" | "steps"> {
  /** ISO 8601, UTC; when it was over. */
  readonly at: string;
}

/** What the log knows of the recoveries of each. */
export type RecoveryRecords = Readonly<
  Partial<Record<HealerName, { readonly restarts: number; readonly last: LastRecovery }>>
>;
