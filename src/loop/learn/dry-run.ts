/**
 * What a dry run was worth, once the incident is over (LEARN-05): what really resolved it bears it out when it holds the actions of the
 * dry run, or when a person says so. What ended by itself says nothing either way.
 */
import { isDeepStrictEqual } from "node:util";
import type { DryRunVerdict, Incident, PlanStep, Risk } from "#core/model";

/** What was rehearsed for an incident, and never run by itself. */
export interface DryRun {
  readonly runbook: string;
  readonly hash: string;
  readonly plan: string;
  readonly steps: readonly PlanStep[];
  /** Every step could say what it would do. */
  readonly clean: boolean;
}

export interface Comparison {
  readonly verdict: DryRunVerdict;
  readonly why: string;
}

export function compareDryRun(
  { runbook, hash, plan, steps }: DryRun,
  incident: Pick<Incident, "state" | "outcome" | "approval">,
  fixes: readonly (readonly string[])[],
): Comparison {
  const { outcome, approval, state } = incident;
  if (outcome !== null && outcome.result !== "recovered")
    return contradicted(`${outcome.runbook} was run, and did not help`);
  if (outcome !== null) {
    if (outcome.runbookHash === hash && outcome.plan === plan) return confirmed("exactly this was run, and verified");
    return contradicted(`what mended it was ${outcome.runbook} (${outcome.strategy})`);
  }
  if (fixes.length > 0) {
    const missing = steps.find((step) => !fixes.some((argv) => isSame(step, argv)));
    if (missing === undefined) return confirmed("a human did the same by hand");
    return contradicted(`a human mended it by other means, without ${missing.action}`);
  }
  if (approval?.status === "rejected")
    return contradicted(`a human refused it: ${approval.reason ?? "no reason given"}`);
  return { verdict: "neutral", why: `it ended (${state}) without a word about ${runbook}` };
}

/** Steps on the world are compared; what only waits or tells is done by nobody's hand. */
function isSame({ action, input }: PlanStep, argv: readonly string[]): boolean {
  if (action === "wait" || action === "notify") return true;
  return action === "command" && isDeepStrictEqual(input.argv, argv);
}

/** Data, deletion, killing what it did not start: never without a person. */
export function mayGraduate(allRisks: readonly Risk[]): boolean {
  return !allRisks.includes("high");
}

function confirmed(why: string): Comparison {
  return { verdict: "confirmed", why };
}

function contradicted(why: string): Comparison {
  return { verdict: "contradicted", why };
}
