/** What an incident wants from its reader, and the commands that give it. */
import type { IncidentDetail, Wanted } from "#core/model";
import { unreachable } from "#core/model/plain";

type Subject = Pick<IncidentDetail, "id" | "state" | "plan" | "approval" | "hold" | "target" | "runbook">;

export function wantedOf(incident: Subject): Wanted {
  switch (incident.state) {
    case "awaiting_approval":
      return ofWaiting(incident);
    case "escalated":
    case "remediation_failed":
      return ofEscalated(incident);
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

function nothing(sentence: string): Wanted {
  return { sentence, commands: [] };
}

function ofWaiting({ id, plan, approval, target }: Subject): Wanted {
  const repair = plan === null ? "the plan" : `${plan.runbook} (${plan.strategy})`;
  if (approval !== null && approval.status !== "waiting")
    return nothing(`Nothing: the question is ${approval.status.replace("_", " ")}.`);
  const bound = approval === null ? "" : ` --plan ${approval.planHash.slice(0, 12)}`;
  return {
    sentence: `Decide whether ${repair} may run on ${target}.`,
    commands: [
      { command: `chiron approve ${id}${bound}`, does: "let it run, exactly as shown" },
      { command: `chiron modify ${id} --strategy "…"`, does: "another way; it is proposed and asked for anew" },
      { command: `chiron reject ${id} --reason "…"`, does: "not this way; it stays with you" },
      { command: `chiron dismiss ${id} --reason "…"`, does: "it is no trouble; keep quiet about it for a day" },
    ],
  };
}

function ofEscalated({ id, runbook }: Subject): Wanted {
  const again = {
    command: `chiron execute ${runbook} --incident ${id} --confirm`,
    does: "run the runbook, on your word",
  };
  return {
    sentence: "Put it right. It ends by itself once it reads good again.",
    commands: [
      ...(runbook === null ? [] : [again]),
      { command: `chiron resolve ${id} --reason "…"`, does: "you have put it right, and know it" },
      { command: `chiron dismiss ${id} --reason "…"`, does: "it is no trouble; keep quiet about it for a day" },
    ],
  };
}

function ofUndecided({ id, hold }: Subject): Wanted {
  if (hold === null) return nothing("Nothing yet: Chiron is looking into it.");
  const does = "it is no trouble; keep quiet about it for a day";
  const dismissal = { command: `chiron dismiss ${id} --reason "…"`, does };
  if (hold.policy === "dependency") return { sentence: `Nothing: ${hold.reason}.`, commands: [dismissal] };
  if (hold.policy !== "kill-switch" && hold.until !== null) {
    return { sentence: "Nothing now: it is tried again by itself.", commands: [dismissal] };
  }
  const resume = hold.policy === "kill-switch" ? [{ command: "chiron resume", does: "let healing go on" }] : [];
  return { sentence: `Nothing is done about it: ${hold.reason}.`, commands: [...resume, dismissal] };
}
