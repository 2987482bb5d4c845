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
}
