/** How loudly a human is told (HOST-19): decided from the facts of one incident, and from nothing else. */
import { type Escalation, type Message, type RunbookMode, type Severity, type Tier, unreachable } from "#core/model";

export const tierResults = [
  "recovered",
  "doubtful",
  "uncertain",
  "observed",
  "approval_asked",
  "no_runbook",
  "failed",
  "held",
  "overdue",
  "recurring",
  "rule",
] as const;

/**
 * What there is to tell. `rule`: an escalation rule calls a human, whatever becomes of it. `doubtful`: it is well again, but nobody knows how a step of the repair ended. `uncertain`: a runbook ran and nothing proves that it helped. `observed`: Chiron may only look at this target,
 * or healing is paused. `held`: a policy says that a human should hear of it at once. `contained`: with it,
 * several critical targets are in trouble at once. `overdue`: open for longer than
 * its runbook allows. `recurring`: it keeps coming back after verified repairs.
 */
type TierResult = (typeof tierResults)[number];

export interface TierCase {
  readonly severity: Severity;
  /** The mode in force of the runbook that fits; null when none does. */
  readonly runbookMode: RunbookMode | null;
  /** The lower end of the interval of what is believed about that runbook, 0 to 1. */
  readonly confidenceLower: number;
  /** What that runbook asks for when it did not end the trouble; `page` when none fits. */
  readonly escalateTo: Escalation;
  /** Its kind is told by a page whatever becomes of it (`page: always`, or an escalation rule that says `immediately`). */
  readonly pageAlways: boolean;
  readonly result: TierResult;
}

interface TierDecision {
  readonly tier: Tier;
  /** Null: nobody is told. */
  readonly route: Message["route"] | null;
  /** One sentence, kept with the incident and shown in the message. */
  readonly why: string;
}

/** From here on a runbook that heals is not worth a message. */
const silentConfidence = 0.8;

export function tierOf(facts: TierCase): TierDecision {
  const decision = byResult(facts);
  if (!facts.pageAlways || decision.tier === 3) return decision;
  return page(decision.tier === 0 ? "this kind of trouble is always told by a page" : decision.why);
}

function byResult(facts: TierCase): TierDecision {
  const { severity, runbookMode, confidenceLower, result } = facts;
  switch (result) {
    case "recovered":
      return recovered(runbookMode, confidenceLower);
    case "doubtful":
      return notice(1, "it is well again, but nobody knows how a step of the repair ended");
    case "uncertain":
      if (severity === "critical")
        return page("a repair was run, nothing proves that it helped, and the trouble is critical");
      return notice(1, "a repair was run, and nothing proves that it helped");
    case "observed":
      return notice(1, "it is only watched, so nothing was done");
    case "approval_asked":
      return notice(2, "there is a repair for it, which may not run without your approval");
    case "no_runbook":
      return escalation(facts, "there is no repair for it that may run");
    case "failed":
      return escalation(facts, "the repair was run and did not help");
    case "held":
      return escalation(facts, "it is not repaired any further without you");
    case "overdue":
      return escalation(facts, "it has been open for longer than its runbook allows");
    case "recurring":
      return page("it keeps coming back after verified repairs");
    case "rule":
      return page("an escalation rule calls you");
    default:
      return unreachable(result);
  }
}

function recovered(mode: RunbookMode | null, confidenceLower: number): TierDecision {
  if (mode !== "auto_execute")
    return notice(1, "it was repaired by a runbook that is not yet approved to run by itself");
  if (confidenceLower >= silentConfidence) return { tier: 0, route: null, why: "a proven runbook repaired it" };
  const confidence = confidenceLower.toFixed(2);
  return notice(
    1,
    `it was repaired by a runbook that is not yet proven (confidence ${confidence}, below ${silentConfidence})`,
  );
}

/** A runbook that only informs may say that its end is not worth waking anybody; that is never so for what is critical. */
function escalation({ severity, escalateTo, pageAlways }: TierCase, why: string): TierDecision {
  return escalateTo === "notice" && severity !== "critical" && !pageAlways ? notice(1, why) : page(why);
}

function notice(tier: 1 | 2, why: string): TierDecision {
  return { tier, route: "notice", why };
}

function page(why: string): TierDecision {
  return { tier: 3, route: "page", why };
}
