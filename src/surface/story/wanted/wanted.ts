/** What an incident wants from its reader, and the commands that give it. */
import type { Choice, Stakes, Wanted } from "#core/model";
import { unreachable } from "#core/model/plain";
import {
  acknowledgeChoice,
  approveChoice,
  dismissChoice,
  executeChoice,
  modifyChoice,
  rejectChoice,
  resolveChoice,
  resumeChoice,
  type Subject,
  unknownStakes,
} from "./choices.ts";

export function wantedOf(incident: Subject, stakes: Stakes = unknownStakes): Wanted {
  switch (incident.state) {
    case "awaiting_approval":
      return ofWaiting(incident, stakes);
    case "escalated":
    case "remediation_failed":
      return ofEscalated(incident, stakes);
    case "detected":
    case "diagnosing":
      return ofUndecided(incident);
    case "remediating":
    case "verifying":
      return nothing("Nothing: the repair is under way.");
    case "resolved":
    case "self_resolved":
    case "dismissed":
      return nothing("Nothing: it is over.");
    default:
      return unreachable(incident.state);
  }
}

/** Holds that nothing but a human ends. */
const endedByHumans: ReadonlySet<string> = new Set(["kill-switch", "ownership"]);

/** Whether it stands still until a human does something. */
export function needsHuman({ state, approval, hold }: Pick<Subject, "state" | "approval" | "hold">): boolean {
  switch (state) {
    case "awaiting_approval":
      return approval === null || approval.status === "waiting";
    case "escalated":
    case "remediation_failed":
      return true;
    case "detected":
    case "diagnosing":
      return hold !== null && endedByHumans.has(hold.policy);
    default:
      return false;
  }
}

function nothing(sentence: string, commands: readonly Choice[] = []): Wanted {
  return { sentence, commands };
}

function ofWaiting(incident: Subject, stakes: Stakes): Wanted {
  const { plan, approval, target } = incident;
  const repair = plan === null ? "the plan" : `${plan.runbook} (${plan.strategy})`;
  if (approval !== null && approval.status !== "waiting")
    return nothing(`Nothing: the question is ${approval.status.replace("_", " ")}.`);
  return {
    sentence: `Decide whether ${repair} may run on ${target}.`,
    commands: [
      approveChoice(incident, stakes),
      modifyChoice(incident),
      rejectChoice(incident),
      dismissChoice(incident),
    ],
  };
}

function ofEscalated(incident: Subject, stakes: Stakes): Wanted {
  const { runbook, steps = [], approval, acknowledged } = incident;
  // What has failed, or was not wanted, is not what anybody should do next.
  const isSpent = steps.length > 0 || approval?.status === "rejected";
  const isNext = runbook !== null && !isSpent;
  const nobodyIsOnIt = acknowledged === null;
  return {
    sentence: "Put it right. It ends by itself once it reads good again.",
    commands: [
      ...(runbook === null ? [] : [executeChoice(incident, runbook, stakes, isNext)]),
      resolveChoice(incident, !isNext && !nobodyIsOnIt),
      ...(nobodyIsOnIt ? [acknowledgeChoice(incident, !isNext)] : []),
      dismissChoice(incident),
    ],
  };
}

function ofUndecided(incident: Subject): Wanted {
  const { hold } = incident;
  if (hold === null) return nothing("Nothing yet: Chiron is looking into it.");
  const dismissal = dismissChoice(incident);
  if (hold.policy === "dependency") return nothing(`Nothing: ${hold.reason}.`, [dismissal]);
  if (hold.policy !== "kill-switch" && hold.until !== null)
    return nothing("Nothing now: it is tried again by itself.", [dismissal]);
  const resume = hold.policy === "kill-switch" ? [resumeChoice(true)] : [];
  return { sentence: `Nothing is done about it: ${hold.reason}.`, commands: [...resume, dismissal] };
}
