/** What there is to learn from an incident that a human was called for (REASON-10): made of the log alone. */
import type { IncidentState } from "./incident.ts";
import type { Runbook } from "./runbook.ts";

export interface PostMortem {
  readonly incident: string;
  readonly type: string;
  readonly target: string;
  readonly severity: string;
  readonly title: string;
  readonly state: IncidentState;
  /** One sentence: where it stands. */
  readonly summary: string;
  /** A language model's words for it, where one was asked; the facts below are not its. */
  readonly prose?: { readonly model: string; readonly text: string };
  readonly timeline: readonly { readonly at: number; readonly what: string }[];
  /** The most probable first; empty when nobody knows. */
  readonly causes: readonly {
    readonly statement: string;
    readonly probability: number;
    readonly evidence: readonly string[];
  }[];
  readonly tried: readonly {
    readonly runbook: string;
    readonly strategy: string;
    readonly result: string;
    readonly steps: readonly { readonly action: string; readonly end: string; readonly summary: string }[];
  }[];
  /** What mended it; null when nothing that Chiron knows of did. */
  readonly worked: string | null;
  readonly humans: readonly { readonly at: number; readonly by: string; readonly did: string }[];
  readonly durations: {
    /** From the first bad reading to the incident. */
    readonly detectionMs: number;
    /** From the incident to a human's first word; null: nobody said one. */
    readonly firstHumanMs: number | null;
    /** From the first bad reading to the end; null while it is open. */
    readonly recoveryMs: number | null;
  };
  readonly followUps: readonly string[];
  readonly amendments: readonly Amendment[];
}

/** A change to a runbook that is proposed. It takes effect when a human approves it, and only then. */
export interface Amendment {
  readonly id: string;
  readonly runbook: string;
  /** Of the content that it changes; another one is not changed by it. */
  readonly from: string;
  readonly change: string;
  readonly why: string;
  readonly definition: Runbook;
  /** The change by itself; absent in older logs. */
  readonly edit?: AmendmentEdit;
  /** Absent: nobody has decided yet. */
  readonly decision?: AmendmentDecision;
}

export type AmendmentEdit =
  /** This strategy is tried before all others. */
  | { readonly kind: "first"; readonly strategy: string }
  /** Step number `step`, from 0, has so much time. */
  | {
      readonly kind: "timeout";
      readonly strategy: string;
      readonly step: number;
      readonly action: string;
      readonly timeoutMs: number;
    };

/** A human's, once and for all: what was rejected is not proposed again for its incident. */
export interface AmendmentDecision {
  readonly state: "approved" | "rejected";
  readonly by: string;
  /** Wall clock, ms. */
  readonly at: number;
  /** Null where none was asked for. */
  readonly reason: string | null;
}
