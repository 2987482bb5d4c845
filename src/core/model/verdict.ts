/** The Guardian's answer to a plan, as evidence rather than a boolean. */
import type { Plan } from "./plan.ts";
import type { Risk } from "./runbook.ts";

/**
 * `inform` changes nothing; `hold` means not now (judge again at `until`, or when something changes); `ask` means only with a
 * human's approval; `forbid` means not this plan.
 */
export const noteSeverities = ["inform", "hold", "ask", "forbid"] as const;
export type NoteSeverity = (typeof noteSeverities)[number];

export interface Note {
  readonly policy: string;
  readonly severity: NoteSeverity;
  /** A machine-readable word for what was seen: `paused`, `cooldown`, `dry_run_mode`. */
  readonly kind: string;
  /** One sentence for people. */
  readonly message: string;
  /** What it rests on: counts, limits, times. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** For a hold: when it ends by itself; null when something else must change first. */
  readonly until?: number | null;
  /** True when a human should hear of it at once, whatever becomes of the incident. */
  readonly page?: boolean;
  /** What another plan, or a person, could do about it. */
  readonly recommendation?: string;
  /** For `forbid`: what another plan has to respect; absent: only not this very plan. */
  readonly avoid?: Avoidance;
}

/** What a plan must not have, or be, so that it is not refused for the same reason again. */
export interface Avoidance {
  /** Any repair of this incident would be refused alike: reflecting is of no use, a human is needed. */
  readonly everything?: true;
  /** No other strategy of the same runbook either. */
  readonly runbook?: true;
  readonly actions?: readonly string[];
  readonly riskAbove?: Risk;
}

/** A plan that the Guardian refused, and why; it is not proposed again unchanged. */
export interface Violation {
  readonly plan: string;
  readonly planHash: string;
  readonly runbook: string;
  readonly runbookHash: string;
  readonly strategy: string;
  /** The notes that forbade it. */
  readonly notes: readonly Note[];
}

export type Decision = "approve" | "reject" | "escalate";

export interface Verdict {
  readonly plan: string;
  readonly planHash: string;
  readonly decision: Decision;
  readonly notes: readonly Note[];
  /** For a rejection that only means "not now": when to judge again; null for when something changes. Absent: never. */
  readonly retryAt?: number | null;
  readonly judgedAt: number;
  /** `proposal` when first judged, `boundary` when judged again right before the first effect. */
  readonly at: "proposal" | "boundary";
}

/**
 * What a verdict rests on beside the log: with the events before it, it gives all that the policies looked at (REASON-15). Whatever can
 * be told from the log itself (the incident, the attempts, the restarts) is left out.
 */
export interface VerdictBasis {
  /** Hashes of the definitions that were in force: `target.described`, `runbook.described`. */
  readonly target: string;
  readonly runbook: string;
  /** The remaining facts, by name. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Names of facts that were too large to be kept. */
  readonly left?: readonly string[];
}

declare const approvedBrand: unique symbol;

/**
 * A plan that has passed the guard. Only the guard can make one: the brand cannot be written elsewhere without a cast, and the
 * executor asks the guard at run time as well.
 */
export interface ApprovedPlan {
  readonly plan: Plan;
  readonly verdict: Verdict;
  readonly [approvedBrand]: true;
}

/**
 * Who did something: a human or a service through a surface, the engine itself, or a delegate, which may only do what a grant of its
 * own names.
 */
export interface Actor {
  readonly kind: "human" | "service" | "engine" | "delegate";
  /** `cli:alice`, `token:ci`, `engine`, `delegate:critical-trigger` */
  readonly id: string;
}

/** Who a question goes to: the target's owner, where one is declared, by whatever reads these channels. */
export interface Asked {
  readonly owner: string | null;
  readonly route: "notice" | "page";
  readonly channels: readonly string[];
}

/** A durable question to a human. Bound to exactly one plan by hash. */
export interface Approval {
  readonly id: string;
  readonly incident: string;
  readonly plan: string;
  readonly planHash: string;
  /** Who is asked. Absent in what an older version asked. */
  readonly asked?: Asked;
  /** Names the question in a reply: four characters that no word is made of. Absent in what an older version asked. */
  readonly code?: string;
  readonly askedAt: number;
  readonly deadline: number;
  readonly status: "waiting" | "approved" | "rejected" | "modified" | "timed_out" | "withdrawn";
  readonly answeredBy: string | null;
  readonly answeredAt: number | null;
  readonly reason: string | null;
}
