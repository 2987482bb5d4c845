/**
 * Everything that happens, as facts in the past tense. The log is made of these and of nothing else; every state
 * that Chiron keeps is a fold over them.
 */
import type { ModelEvents } from "./advice.ts";
import type { Anomaly, Evidence, Severity } from "./anomaly.ts";
import type { DrillEvents } from "./drill.ts";
import type { EmergencyEvents } from "./emergency-events.ts";
import type { CheckResult, Hypothesis } from "./epistemic.ts";
import type { GuardEvents } from "./guard-events.ts";
import type { HarmonyEvents } from "./harmony-events.ts";
import type { HealerEvents } from "./healer-events.ts";
import type { HumanInstructions } from "./human.ts";
import type { Domain, Hold, IncidentState, Tier } from "./incident.ts";
import type { MendingEvents } from "./mending-events.ts";
import type { Delivery, Message } from "./message.ts";
import type { OperatingEvents } from "./operating-events.ts";
import type { Outcome, Proof } from "./outcome.ts";
import type { ActionResult, Plan, Rehearsal, StepEnd } from "./plan.ts";
import type { Reading } from "./reading.ts";
import type { RunbookEvents } from "./runbook-events.ts";
import type { StoreEvents } from "./store-events.ts";
import type { Origin } from "./trigger.ts";
import type { Approval, Verdict, VerdictBasis, Violation } from "./verdict.ts";

/** How a process is recognised for certain: a reused pid has another start time, another boot another id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, in clock ticks since boot. */
  readonly startTicks: number;
  readonly bootId: string;
}

export interface EventData
  extends OperatingEvents,
    GuardEvents,
    RunbookEvents,
    ModelEvents,
    StoreEvents,
    HealerEvents,
    DrillEvents,
    EmergencyEvents,
    MendingEvents,
    HarmonyEvents {
  "engine.started": { readonly version: string; readonly pid: number; readonly node: string };
  "engine.stopped": { readonly reason: string };
  "config.loaded": { readonly hash: string; readonly targets: readonly string[]; readonly reload: boolean };
  "config.refused": { readonly problems: readonly string[] };

  "service.started": {
    readonly target: string;
    readonly process: ProcessIdentity;
    /**
     * `supervisor`: an external supervisor, or a person through it, started it without Chiron. `emergency`: the critical trigger did,
     * while no healer could.
     */
    readonly cause: "up" | "repair" | "adopted" | "supervisor" | "human" | "emergency";
    /** For a repair: whether the life before was a crash, as it was judged then. Absent in older logs. */
    readonly afterCrash?: boolean;
  };
  /** An external supervisor restarted it so often without Chiron having seen the process in between. */
  "service.restarted": { readonly target: string; readonly times: number };
  "service.exited": {
    readonly target: string;
    readonly process: ProcessIdentity;
    readonly code: number | null;
    readonly signal: string | null;
    /** How long it had lived, in ms. */
    readonly uptimeMs: number;
  };
  "service.stopped": {
    readonly target: string;
    readonly process: ProcessIdentity;
    readonly cause: "down" | "repair" | "human";
  };

  /** It is stopped on purpose, and stays so. */
  "service.held": { readonly target: string; readonly reason: string };
  "service.let_go": { readonly target: string };

  "anomaly.detected": { readonly anomaly: Anomaly };
  "incident.opened": {
    readonly incident: string;
    readonly fingerprint: string;
    readonly type: string;
    readonly target: string;
    readonly severity: Severity;
    readonly title: string;
    readonly since: number;
    readonly evidence: Evidence;
    readonly flapping: boolean;
    readonly episode: string;
    readonly recurrences: number;
    /** W3C trace id, derived from the incident's id; absent in old records. */
    readonly traceId?: string;
    /** The session that it belongs to, where a session brought it. */
    readonly sessionId?: string;
    /** Where it came from, when it was no probe of its target. */
    readonly origin?: Origin;
  };
  /** A request of another system took part in it; that one's trace says more. */
  "incident.linked": {
    readonly incident: string;
    readonly traceparent: string;
    /** What the request was: `approve`, `intake alertmanager`. */
    readonly cause: string;
  };
  "incident.refreshed": {
    readonly incident: string;
    readonly count: number;
    readonly evidence: Evidence;
    readonly flapping: boolean;
    /** It has become worse: another alert of the same trouble says so. */
    readonly severity?: Severity;
  };
  "incident.moved": {
    readonly incident: string;
    readonly from: IncidentState;
    readonly to: IncidentState;
    readonly reason: string;
  };
  "incident.routed": {
    readonly incident: string;
    readonly domain: Domain;
    readonly confidence: number;
    readonly entropy: number;
    readonly runbook: string | null;
    readonly why: string;
  };
  /** What the checks found, and which causes are thought of, the most probable first. */
  "incident.diagnosed": {
    readonly incident: string;
    readonly checks: readonly CheckResult[];
    readonly hypotheses: readonly Hypothesis[];
  };
  /** Another incident is thought to be its cause: nothing is done about this one while that one is repaired. */
  "incident.inhibited": { readonly incident: string; readonly by: string; readonly reason: string };
  /** The other side of it: this incident is the one that is repaired. */
  "incident.inhibits": {
    readonly incident: string;
    readonly inhibited: string;
    readonly target: string;
    readonly type: string;
  };
  /** It waits for the other one no longer. */
  "incident.uninhibited": { readonly incident: string; readonly by: string; readonly reason: string };
  "incident.held": { readonly incident: string; readonly hold: Hold };
  "incident.tiered": { readonly incident: string; readonly tier: Tier; readonly why: string };
  /** A human is on it; see Acknowledgement. */
  "incident.acknowledged": {
    readonly incident: string;
    readonly until: number | null;
    readonly reason: string | null;
  };
  /** What a human says of how it ended. */
  "incident.verified": { readonly incident: string; readonly isRight: boolean; readonly reason: string | null };
  "incident.dismissed": { readonly incident: string; readonly reason: string; readonly silencedUntil: number };
  /** Right before the first effect: is the condition still there? */
  "incident.rechecked": {
    readonly incident: string;
    readonly stillThere: boolean;
    readonly reading: Reading | null;
    readonly reason: string;
  };
  /** What can be looked at reads good after this plan; until then, by the wall clock, ms, those who told of the trouble may say so too. */
  "incident.awaited": { readonly incident: string; readonly plan: string; readonly until: number };
  "incident.proved": {
    readonly incident: string;
    readonly plan: string;
    readonly phase: "strategy" | "recovery";
    readonly proof: Proof;
  };

  "plan.proposed": { readonly incident: string; readonly plan: Plan };
  "plan.judged": { readonly incident: string; readonly verdict: Verdict; readonly basis?: VerdictBasis };
  /** What a target was when a plan for it was judged; said once by each engine, and again when it has changed. Secrets are masked. */
  "target.described": {
    readonly target: string;
    readonly hash: string;
    readonly definition: Readonly<Record<string, unknown>>;
  };
  "runbook.described": {
    readonly runbook: string;
    readonly hash: string;
    readonly definition: Readonly<Record<string, unknown>>;
  };
  /** What each step would do, in words; nothing was changed to find out. */
  "plan.rehearsed": { readonly incident: string; readonly plan: string; readonly steps: readonly Rehearsal[] };
  "plan.failed": {
    readonly incident: string;
    readonly plan: string;
    readonly strategy: string;
    readonly reason: string;
  };
  /** The Guardian refused it: it is dropped, what it violated is kept, and another is looked for (REASON-06). */
  "plan.reflected": {
    readonly incident: string;
    readonly violation: Violation;
    /** 1 for the first of this incident. */
    readonly reflection: number;
    readonly maxReflections: number;
  };
  "approval.asked": { readonly incident: string; readonly approval: Approval };
  "approval.answered": {
    readonly incident: string;
    readonly approval: string;
    readonly planHash: string;
    readonly status: "approved" | "rejected" | "modified" | "timed_out" | "withdrawn";
    readonly reason: string | null;
    /** With `modified`: all that the next plan has to keep to. */
    readonly instructions?: HumanInstructions;
  };

  "step.started": {
    readonly incident: string;
    readonly plan: string;
    readonly index: number;
    readonly effect: string;
    readonly action: string;
    readonly undo: boolean;
    readonly input: Readonly<Record<string, unknown>>;
  };
  "step.finished": {
    readonly incident: string;
    readonly plan: string;
    readonly index: number;
    readonly effect: string;
    readonly action: string;
    readonly undo: boolean;
    readonly end: StepEnd;
    readonly result: ActionResult | null;
    readonly durationMs: number;
  };
  "outcome.recorded": { readonly outcome: Outcome };

  "message.queued": { readonly message: Message };
  /** Written before anything leaves, so that after a crash it is known what may have arrived. */
  "message.attempting": { readonly messages: readonly string[]; readonly channel: string; readonly attempt: number };
  "message.attempted": {
    readonly message: string;
    readonly channel: string;
    readonly delivery: Delivery;
    readonly attempt: number;
    readonly nextAttemptAt: number | null;
  };
  /** Every channel refused it for good. It stays in the outbox all the same: tokens and addresses get mended. */
  "message.refused": { readonly message: string; readonly reason: string };
  "message.undeliverable": { readonly message: string; readonly reason: string };

  /** A pipeline says where it stands (`POST /v1/pipelines/{id}/progress`). */
  "pipeline.progressed": {
    readonly pipeline: string;
    readonly stage: string;
    readonly done: boolean;
    readonly message: string | null;
  };
  "command.refused": { readonly command: string; readonly reason: string };
}

export type EventType = keyof EventData;

/** An event as a stage or the engine hands it to the log. */
export type NewEvent = {
  readonly [T in EventType]: {
    readonly type: T;
    readonly data: EventData[T];
    readonly actor?: string;
    /** When it happened, ms since the epoch, for what is written down only later; default: now. */
    readonly at?: number;
  };
}[EventType];

/** An event as the log keeps it. */
export type StoredEvent = NewEvent & {
  /** 1, 2, 3 … without gaps within the stream. */
  readonly seq: number;
  readonly stream: string;
  readonly at: number;
  readonly actor: string;
  /** SHA-256 (hex) over the previous hash and this record's canonical form. */
  readonly hash: string;
};

/** Makes an event; keeps call sites short and fully typed. */
export function event<T extends EventType>(type: T, data: EventData[T], actor?: string): NewEvent {
  return (actor === undefined ? { type, data } : { type, data, actor }) as NewEvent;
}

/** The incident an event belongs to, or null. */
export function incidentOf(stored: NewEvent): string | null {
  const data = stored.data as { incident?: string; outcome?: { incident: string }; message?: unknown };
  if (typeof data.incident === "string") return data.incident;
  if (data.outcome) return data.outcome.incident;
  if (stored.type === "message.queued") return stored.data.message.incident;
  return null;
}
