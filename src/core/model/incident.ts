/** The life of one anomaly on one target, from detection to a verified end. */
import type { Advice } from "./advice.ts";
import type { Evidence, Severity } from "./anomaly.ts";
import type { Knowledge } from "./epistemic.ts";
import type { Acknowledgement } from "./human.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan, StepRecord } from "./plan.ts";
import type { Origin } from "./trigger.ts";
import type { Approval, Verdict, Violation } from "./verdict.ts";

export const incidentStates = [
  "detected",
  "diagnosing",
  "awaiting_approval",
  "remediating",
  "verifying",
  "resolved",
  "self_resolved",
  "remediation_failed",
  "escalated",
  "dismissed",
] as const;
export type IncidentState = (typeof incidentStates)[number];

export const endStates: ReadonlySet<IncidentState> = new Set(["resolved", "self_resolved", "dismissed"]);

/** 0 silent, 1 notice of action taken, 2 approval asked, 3 a human is paged. */
export type Tier = 0 | 1 | 2 | 3;

export const domains = ["clear", "complicated", "complex", "chaotic", "disorder"] as const;
export type Domain = (typeof domains)[number];

/** Why nothing is being done right now. */
export interface Hold {
  readonly policy: string;
  readonly reason: string;
  /** When it will be judged again by itself; null: when something changes. */
  readonly until: number | null;
}

export interface Incident extends Knowledge {
  readonly id: string;
  readonly fingerprint: string;
  readonly type: string;
  readonly target: string;
  readonly severity: Severity;
  readonly state: IncidentState;
  /** Shared by all incidents of this fingerprint up to a lasting recovery. */
  readonly episode: string;
  /** How often this episode has come back: 0 for its first incident. */
  readonly recurrences: number;
  readonly title: string;
  /** When the first bad reading was taken. */
  readonly since: number;
  readonly openedAt: number;
  readonly updatedAt: number;
  readonly endedAt: number | null;
  /** How often the anomaly was seen, and when last. */
  readonly count: number;
  readonly lastSeenAt: number;
  readonly evidence: Evidence;
  readonly flapping: boolean;
  readonly domain: Domain | null;
  readonly runbook: string | null;
  readonly tier: Tier | null;
  /** One plain sentence: where it stands. */
  readonly summary: string;
  readonly plan: Plan | null;
  readonly triedStrategies: readonly string[];
  readonly attempts: number;
  /** Why the last attempt failed: a step's own words, or what the proof saw. Absent: none did. */
  readonly lastFailure?: string;
  readonly verdicts: readonly Verdict[];
  readonly steps: readonly StepRecord[];
  readonly approval: Approval | null;
  readonly acknowledged: Acknowledgement | null;
  readonly hold: Hold | null;
  readonly outcome: Outcome | null;
  readonly dismissedReason: string | null;
  /** Where it came from; absent: a probe of its target saw it. */
  readonly origin?: Origin;
  /** Until when those who told of it are waited for after this plan; wall clock, ms. Absent: nobody was waited for yet. */
  readonly awaited?: { readonly plan: string; readonly until: number };
  /** Plans of it that the Guardian refused; absent: none yet. */
  readonly violations?: readonly Violation[];
  /** What a language model was asked about it, and said; absent when none ever was. */
  readonly advice?: Advice;
}

/** A row of `chiron incidents --json`. Times are ISO 8601, UTC. */
export interface IncidentSummary {
  readonly id: string;
  readonly type: string;
  readonly target: string;
  readonly severity: Severity;
  readonly state: IncidentState;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
  readonly recurrences: number;
  readonly domain: Domain | null;
  readonly runbook: string | null;
  readonly tier: Tier | null;
  readonly summary: string;
}

/** Under this a decision about what a post-mortem proposed is kept: with the hash of what was proposed, since older logs gave one id to several contents. */
export function amendmentKey(amendment: string, hash: string): string {
  return `${amendment} ${hash}`;
}
