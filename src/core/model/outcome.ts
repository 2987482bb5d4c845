/** What an attempt came to; the only food of learning. */
import type { Reading } from "./reading.ts";

/** Whether the trouble is gone, by fresh readings only. */
export interface Proof {
  readonly good: boolean;
  /** Why, in words: the condition and the values it saw. */
  readonly reason: string;
  readonly readings: readonly Reading[];
  readonly takenAt: number;
}

export interface Outcome {
  readonly incident: string;
  readonly target: string;
  readonly targetKind: string;
  readonly anomaly: string;
  readonly runbook: string;
  readonly runbookVersion: number;
  readonly runbookHash: string;
  readonly strategy: string;
  readonly plan: string;
  readonly actions: readonly string[];
  /** `recovered` only when verified by the original probe. */
  readonly result: "recovered" | "not_recovered" | "failed" | "unverified";
  /** From the start of the first step to the proof. */
  readonly durationMs: number;
  /** From the first bad reading to the proof. */
  readonly recoveryMs: number;
  /** Which probes verified it; empty when nothing did. */
  readonly verifiedBy: readonly string[];
  readonly effectiveness: number;
  /** It contained the trouble, or only looked and told: that it was still there afterwards is no failure of the runbook. */
  readonly repairs?: false;
  readonly recordedAt: number;
}

/** What is believed about a runbook or strategy: the posterior's counts and its 90 % interval. */
export interface Confidence {
  /** Decayed sums of effectiveness and of its complement, plus the prior of 1 each. */
  readonly alpha: number;
  readonly beta: number;
  readonly outcomes: number;
  readonly lower: number;
  readonly mean: number;
  readonly upper: number;
}
