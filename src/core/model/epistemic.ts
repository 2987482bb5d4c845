/**
 * What the engine knows about one incident, and how surely: a view over the incident, and so a fold over the log (REASON-02).
 * Router, domain agents, guard, reflector and humans each add their part as events; nothing of it is kept anywhere else.
 */
import type { Evidence } from "./anomaly.ts";
import type { HumanInstructions } from "./human.ts";
import type { Domain, Incident } from "./incident.ts";
import type { Plan } from "./plan.ts";
import type { Values } from "./values.ts";
import type { Approval, Note } from "./verdict.ts";

/** What one named check found out about one target. */
export interface CheckResult {
  readonly check: string;
  readonly target: string;
  /** As they were given, with references resolved; the same question with other options is another one. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Null: it could not be told. That is neither good nor bad, and confirms nothing. */
  readonly ok: boolean | null;
  /** One sentence for people: what was looked at, and what was seen. */
  readonly finding: string;
  readonly values: Values;
  readonly durationMs: number;
}

/** From what kind of knowledge a hypothesis comes. */
export const hypothesisSources = ["runbook", "check", "change", "dependency", "correlation", "episode"] as const;
export type HypothesisSource = (typeof hypothesisSources)[number];

/** One possible cause. */
export interface Hypothesis {
  /** Names it for machines: `dependency:db`, `check:disk_space`, `runbook:rb-restart-service`. */
  readonly id: string;
  readonly source: HypothesisSource;
  /** One sentence for people. */
  readonly statement: string;
  /** 0 to 1. Those of one incident sum to less than 1: the rest is what nobody has thought of. */
  readonly probability: number;
  /** What speaks for it, one sentence each. */
  readonly evidence: readonly string[];
  /** What would mend it, if it is so and anything is known to. */
  readonly runbook: string | null;
  readonly strategy: string | null;
}

export const humanInteractionStatuses = ["idle", "waiting", "approved", "rejected", "modified", "timed_out"] as const;
export type HumanInteractionStatus = (typeof humanInteractionStatuses)[number];

/** What a human said of the outcome: that it is right, or that it is not. */
export interface HumanVerification {
  readonly by: string;
  readonly at: number;
  readonly isRight: boolean;
  readonly reason: string | null;
}

export interface EpistemicState {
  /** Null before the router has looked. */
  readonly domain: Domain | null;
  /** 0 to 1: how sure the router is of what it names. */
  readonly confidence: number | null;
  /** Shannon entropy over the candidates, in bits. */
  readonly entropy: number | null;
  /** Why this domain, in one sentence. */
  readonly why: string | null;
  readonly evidence: { readonly anomaly: Evidence; readonly checks: readonly CheckResult[] };
  /** The most probable first. */
  readonly hypotheses: readonly Hypothesis[];
  readonly proposedPlan: Plan | null;
  /** How often the guard's rejection sent it back to the router. */
  readonly reflectionCount: number;
  readonly maxReflections: number;
  /** What the guard held against the plans so far. */
  readonly policyViolations: readonly Note[];
  readonly humanInteractionStatus: HumanInteractionStatus;
  readonly humanVerification: HumanVerification | null;
  /** What the next plan must use. */
  readonly humanOverrideInstructions: HumanInstructions | null;
  /** W3C trace id, 32 hexadecimal digits; derived from the incident's id. */
  readonly traceId: string;
  readonly sessionId: string | null;
  /** The incident whose repair is waited for. */
  readonly inhibitedBy: string | null;
  /** The incidents that wait, or have waited, for this one's repair. */
  readonly inhibits: readonly InhibitedIncident[];
}

/** As the incident that it waits for knows it. */
export interface InhibitedIncident {
  readonly incident: string;
  readonly target: string;
  readonly type: string;
}

/** Where REASON-06 says nothing else. */
export const usualMaxReflections = 3;

/** The part of an incident that only its epistemic state shows. */
export type Knowledge = Pick<
  EpistemicState,
  | "confidence"
  | "entropy"
  | "why"
  | "hypotheses"
  | "reflectionCount"
  | "maxReflections"
  | "policyViolations"
  | "humanVerification"
  | "humanOverrideInstructions"
  | "traceId"
  | "sessionId"
  | "inhibitedBy"
  | "inhibits"
> & {
  readonly checks: readonly CheckResult[];
  /** When the checks were run, or causes thought of, last. */
  readonly diagnosedAt: number | null;
};

export function epistemicOf(incident: Incident): EpistemicState {
  const { domain, confidence, entropy, why, hypotheses, evidence, checks, plan } = incident;
  const { reflectionCount, maxReflections, policyViolations, humanVerification, humanOverrideInstructions } = incident;
  const { traceId, sessionId, inhibitedBy, inhibits } = incident;
  return {
    domain,
    confidence,
    entropy,
    why,
    evidence: { anomaly: evidence, checks },
    hypotheses,
    proposedPlan: plan,
    reflectionCount,
    maxReflections,
    policyViolations,
    humanInteractionStatus: interactionOf(incident.approval),
    humanVerification,
    humanOverrideInstructions,
    traceId,
    sessionId,
    inhibitedBy,
    inhibits,
  };
}

/** A question that was withdrawn is no longer one. */
function interactionOf(approval: Approval | null): HumanInteractionStatus {
  return approval === null || approval.status === "withdrawn" ? "idle" : approval.status;
}
