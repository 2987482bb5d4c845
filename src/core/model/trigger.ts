/**
 * What comes from outside and says that something is wrong, is due or is wanted: alerts, events, webhooks, schedules, forecasts, people. All
 * of it becomes the same anomalies, and walks the same way as what a probe has seen (REASON-13).
 */
import type { Severity } from "./anomaly.ts";
import type { Values } from "./values.ts";

export const triggerKinds = ["alert", "event", "webhook", "schedule", "forecast", "human"] as const;
export type TriggerKind = (typeof triggerKinds)[number];

/** What an intake made of a request. */
export interface Trigger {
  readonly state: "raised" | "cleared";
  /** Equal for the same trouble, however often it is told; unique within its intake. */
  readonly key: string;
  /** Names by which the sender may mean the target, the best first. */
  readonly candidates: readonly string[];
  readonly type: string;
  readonly severity: Severity;
  readonly title: string;
  /** By the sender's clock, ms: when it began, or ended; null when it does not say. */
  readonly at: number | null;
  /** What else the sender says, flat. */
  readonly values: Values;
}

/** A trigger that stands: raised, and not cleared. */
export interface StandingTrigger {
  readonly kind: TriggerKind;
  /** The intake, or the schedule's id. */
  readonly source: string;
  readonly key: string;
  /** The open incident that it belongs to; null while its fingerprint was dismissed. */
  readonly incident: string | null;
  readonly fingerprint: string;
  readonly type: string;
  /** A declared target, the catch-all, or Chiron itself when the sender named none that is known. */
  readonly target: string;
  /** What the sender called it, when that is no target. */
  readonly unknown: string | null;
  readonly severity: Severity;
  readonly title: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly values: Values;
  /**
   * `sender`: it stands until its sender says that it is over. `request`: it asks for something to be done, and is over when that was done.
   */
  readonly endsBy: "sender" | "request";
  /** The runbook that it asks for. */
  readonly runbook?: string;
}

/** Where an incident came from, when it was no probe of its target. */
export interface Origin {
  readonly kind: TriggerKind;
  readonly source: string;
}

/** The probe that the readings of a trigger are said to come from; no declared probe has a colon in its name. */
export function triggerProbe(source: string): string {
  return `intake:${source}`;
}

/** In which ways a request reached an intake. */
export interface IntakeRequest {
  /** Lower-case names; of repeated ones the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
