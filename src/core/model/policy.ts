/** Policies, and everything that they may look at. They look at nothing else. */
import { z } from "zod";
import type { Grant } from "./grant.ts";
import type { Incident } from "./incident.ts";
import type { WindowKind } from "./operator.ts";
import type { Plan } from "./plan.ts";
import { type Runbook, risks } from "./runbook.ts";
import type { SupervisorReport } from "./service.ts";
import type { Target } from "./target.ts";
import { duration } from "./values.ts";
import { type Actor, type Note, noteSeverities } from "./verdict.ts";

/** One life of a supervised service, or one restart of it, as history for policies. */
export interface RestartFact {
  readonly at: number;
  /** True when the life before it ended by itself before it was stable. */
  readonly crash: boolean;
}

export interface AttemptFact {
  readonly at: number;
  readonly runbook: string;
  readonly result: "recovered" | "not_recovered" | "failed" | "unverified";
}

/** Failed attempts in a row, for a circuit breaker; a verified repair ends the row. */
export interface FailureRow {
  readonly failures: number;
  readonly lastFailureAt: number | null;
  /** Of the same key: a repair that is under way right now, this one not included. */
  readonly isTrying: boolean;
}

/** Where a circuit breaker stands. `until`: when it lets one trial through; null unless it is open. */
export interface BreakerState {
  readonly state: "closed" | "open" | "half_open";
  readonly failures: number;
  readonly limit: number;
  readonly until: number | null;
}

/** How much is wrong at the same time. */
export interface Crowd {
  /** When each target that is bad now went bad, newest first; what another's failure took along is not counted. */
  readonly bad: readonly { readonly target: string; readonly since: number }[];
  readonly watched: number;
  /** Since when a storm stands. */
  readonly stormSince: number | null;
}

/** One trouble that began while another target was being repaired, or right after. */
export interface CauseFact {
  readonly incident: string;
  readonly target: string;
  readonly type: string;
  readonly repaired: string;
  readonly byIncident: string;
  readonly runbook: string;
  readonly strategy: string;
  /** The repair did no more than restart the service of its own target. */
  readonly onlyRestarts: boolean;
  /** From the end of the repair to the first bad reading; 0 when it was still under way. */
  readonly lagMs: number;
  readonly at: number;
}

export interface Causation {
  /** What came before this trouble: its own cause first, then the cause of that, and so on. */
  readonly chain: readonly CauseFact[];
  /** How often the same repair was followed by the same trouble, this time included. */
  readonly times: number;
}

/** What policies may look at when an incident has just been opened, and nothing is planned yet. */
export interface Sighting {
  readonly now: number;
  readonly incident: Incident;
  readonly target: Target;
  readonly crowd: Crowd;
  readonly causation: Causation;
  /** When repairs of this fingerprint were verified, oldest first. */
  readonly heals: readonly number[];
  /** For this type coming back is something new each time, and says nothing about the last repair. */
  readonly returnsAreNews: boolean;
}

/** Everything that policies may look at, gathered before they are asked; they look at nothing else. */
export interface Facts extends Sighting {
  readonly paused: { readonly reason: string; readonly since: number } | null;
  /** Who wants it done. */
  readonly actor: Actor;
  /** What a delegate was granted, expired grants included; empty for everybody else. */
  readonly grants: readonly Grant[];
  readonly runbook: Runbook;
  readonly runbookMode: "dry_run" | "auto_execute";
  /** A human approved exactly this plan (by hash). */
  readonly approvedPlanHash: string | null;
  /** Attempts on this target and, apart, by this runbook on any target; newest last. */
  readonly targetAttempts: readonly AttemptFact[];
  readonly runbookAttempts: readonly (AttemptFact & { readonly target: string })[];
  readonly restarts: readonly RestartFact[];
  /** When Chiron last started the target's own service; null when it never did. */
  readonly startedAt: number | null;
  /** Whether the target's process is there at all. */
  readonly running: boolean;
  /** What the external supervisor of the target's service says of it right now; null when there is none. */
  readonly supervisor: SupervisorReport | null;
  /** Why the target's own service is kept stopped; null when it is not. */
  readonly serviceHeld: string | null;
  /** Targets under repair right now, this one not included. */
  readonly underRepair: readonly { readonly target: string; readonly group: string | undefined }[];
  readonly groupSize: number;
  readonly targetCount: number;
  readonly failures: Readonly<Record<"runbook" | "target" | "global", FailureRow>>;
  /** The window or silence that holds actions on it now; null when none does. */
  readonly maintenance: {
    readonly name: string;
    readonly until: number | null;
    readonly kind: WindowKind | "silence";
  } | null;
  /** A human stopped the target on purpose; null when nobody did. */
  readonly stoppedByHuman: { readonly reason: string; readonly by: string; readonly at: number } | null;
}

export interface Policy<O extends object = object> {
  readonly name: string;
  readonly summary: string;
  readonly schema: z.ZodType<O>;
  judge(plan: Plan, facts: Facts, options: O): readonly Note[];
  /** What it has to say of an incident that was just opened, whether or not anything is planned for it. */
  observe?(sighting: Sighting, options: O): readonly Note[];
}

export function definePolicy<S extends z.ZodType<object>>(
  policy: Omit<Policy<z.output<S> & object>, "schema"> & { readonly schema: S },
): Policy {
  return policy as unknown as Policy;
}

// ---------------------------------------------------------------- policies in YAML

/** A policy of a user's own. It can only restrict: the strictest note wins, so none can allow what another holds back. */
export const ownPolicySchema = z.strictObject({
  when: z.string().min(1).max(4_000).describe("CEL over plan, target, incident and facts; true: the policy speaks"),
  severity: z
    .enum(noteSeverities)
    .describe("hold: not now; ask: only with a human's approval; forbid: not this plan; inform: only said"),
  message: z.string().min(1).max(500).describe("One sentence for people: why"),
  recommendation: z.string().min(1).max(500).optional().describe("What another plan, or a person, could do about it"),
  retryAfter: duration.optional().describe("For hold: when it is judged again, at the latest; default 1m"),
  avoid: z
    .strictObject({
      runbook: z.literal(true).optional().describe("true: no other strategy of the same runbook either"),
      actions: z.array(z.string().min(1)).min(1).optional().describe("Actions that another plan must not take"),
      riskAbove: z.enum(risks).optional().describe("The highest risk that another plan may have"),
    })
    .optional()
    .describe("For forbid: what another plan has to respect; default: only not this very plan"),
});

export interface OwnPolicy extends z.output<typeof ownPolicySchema> {
  readonly name: string;
  /** `chiron.yaml`, or the pack that brings it. */
  readonly source: string;
}

// ---------------------------------------------------------------- as people see them

/** A policy with what is in force of it, in the order in which policies speak. */
export interface PolicyView {
  readonly name: string;
  readonly summary: string;
  /** `built-in`, `chiron.yaml`, or the pack that brings it. */
  readonly source: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Of `circuit-breaker`: those that are not closed, or count failures. */
  readonly breakers?: readonly (BreakerState & { readonly scope: string; readonly name: string })[];
  /** Of `storm`: the one that stands; null when none does. ISO 8601, UTC. */
  readonly storm?: { readonly since: string; readonly bad: number; readonly watched: number } | null;
  /** Of `capability`: grants that have not expired. */
  readonly grants?: readonly Grant[];
}
