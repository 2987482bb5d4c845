/** What was learned, as surfaces see it: the versions and outcomes of runbooks, what comes back, how long healing takes. Times ISO 8601, UTC. */

import type { Page } from "./facade.ts";
import type { Confidence, Outcome } from "./outcome.ts";
import type { RunbookMode } from "./runbook.ts";
import type { DryRunVerdict } from "./runbook-events.ts";
import type { phases } from "./shown.ts";
import type { DependencyNode, TargetDetail, TargetQuery, TargetView } from "./target-view.ts";

export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

/** A time in which one content of a runbook was in force. What is put back as it was has another. */
export interface RunbookVersion {
  readonly version: number;
  readonly hash: string;
  readonly source: string;
  readonly since: string;
  /** When another content took its place; null: it is in force. */
  readonly until: string | null;
  readonly by: string;
  /** The proposal of a post-mortem that made it; null: it was read as it stands in its source. */
  readonly amendment: { readonly id: string; readonly incident: string | null } | null;
  /** What it was allowed to do when it began, and each change of it since, oldest first. */
  readonly modes: readonly ModeChange[];
  /** Rehearsals that were held against what happened, oldest first; the newest hundred. */
  readonly dryRuns: readonly {
    readonly at: string;
    readonly incident: string;
    readonly clean: boolean;
    readonly verdict: DryRunVerdict;
    readonly why: string;
  }[];
  /** With secrets masked; null: the Chiron of then did not keep it. */
  readonly definition: Readonly<Record<string, unknown>> | null;
}

export interface ModeChange {
  readonly at: string;
  readonly mode: RunbookMode;
  /** `kept`: the same content had been approved before, and has that approval again. */
  readonly how: "registered" | "kept" | "approved" | "graduated" | "demoted";
  readonly by: string;
  readonly reason: string | null;
}

/** An attempt, and what was believed of exactly this content afterwards. */
export interface RunbookOutcome
  extends Pick<
    Outcome,
    | "incident"
    | "target"
    | "anomaly"
    | "strategy"
    | "result"
    | "effectiveness"
    | "durationMs"
    | "recoveryMs"
    | "verifiedBy"
  > {
  readonly at: string;
  readonly version: number;
  readonly hash: string;
  /** False: it only contained the trouble, or told of it. */
  readonly repairs: boolean;
  readonly confidence: Confidence;
}

export type OutcomeCounts = Readonly<Record<Outcome["result"], number>>;

/** What one strategy of one content came to. */
export interface StrategyRecord {
  readonly runbook: string;
  readonly version: number;
  readonly hash: string;
  /** Whether this content is the one in force. */
  readonly current: boolean;
  readonly strategy: string;
  readonly outcomes: OutcomeCounts;
  readonly confidence: Confidence;
  readonly lastAt: string;
}

/** The same trouble of the same target, more than once in 30 days. */
export interface Recurring {
  readonly fingerprint: string;
  readonly type: string;
  readonly target: string;
  readonly incidents: number;
  readonly open: number;
  /** Of these: ended by a verified repair, by itself, or by a human's word. */
  readonly resolved: number;
  readonly selfResolved: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly lastIncident: string;
  readonly lastRunbook: string | null;
}

export type Phase = (typeof phases)[number];

/** Nearest-rank percentiles, in ms; null where there was none. */
export interface PhaseSpread {
  readonly count: number;
  readonly median: number | null;
  readonly p95: number | null;
}

/** Of incidents that opened within the period. */
export interface PhaseTimes {
  readonly period: "24h" | "7d" | "30d";
  readonly incidents: number;
  readonly escalated: number;
  /**
   * `detection`: first bad reading → incident. `decision`: incident → first verdict. `answer`: a human is asked → the human's word.
   * `repair`: first step's start → last step's end. `verification`: last step's end → proof. `recovery`: first bad reading → proof.
   */
  readonly phases: Readonly<Record<Phase, PhaseSpread>>;
}

export interface EscalationRecord {
  readonly at: string;
  readonly incident: string;
  readonly type: string | null;
  readonly target: string | null;
  readonly why: string;
}

export interface Learning {
  readonly at: string;
  /** What was tried last first; of the newest 10,000 outcomes. */
  readonly strategies: readonly StrategyRecord[];
  /** What came back most often first; at most 100. */
  readonly recurring: readonly Recurring[];
  readonly times: readonly PhaseTimes[];
  /** The newest first; at most 100. */
  readonly escalations: readonly EscalationRecord[];
  /** In one sentence: what nobody makes yet. */
  readonly notYet: string;
}

/** Loaded with the first question: the loop needs none of it. */
export interface KnowledgeFacade {
  /** The newest first; undefined: there never was one of this id. */
  runbookVersions(id: string, query: PageQuery): Promise<Page<RunbookVersion> | undefined>;
  /** The newest first, of all versions. */
  runbookOutcomes(id: string, query: PageQuery): Promise<Page<RunbookOutcome>>;
  /** In the order of the configuration. */
  targetPage(query: TargetQuery): Promise<Page<TargetView>>;
  targetDetail(id: string): Promise<TargetDetail | undefined>;
  /** Every target, without its readings. */
  dependencies(): Promise<readonly DependencyNode[]>;
  learning(): Promise<Learning>;
}
