/** A human was asked: what their answer, or their silence, leads to. */
import { event, type Incident, type Target, unreachable } from "#core/model";
import { move } from "#loop/incident";
import type { Parts } from "../parts.ts";
import { planOfRecord, runbookFor } from "../planning.ts";
import { judge } from "./judging.ts";
import { escalate } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

export async function onAwaiting(parts: Parts, tools: Tools, incident: Incident, target: Target): Promise<Next> {
  const { approval } = incident;
  if (approval === null) return escalate(parts, tools, incident, "the approval was lost");
  switch (approval.status) {
    case "approved": {
      const plan = planOfRecord(parts, incident, target);
      const registered = plan === undefined ? undefined : runbookFor(parts, incident, plan.runbook);
      if (plan === undefined || registered === undefined) {
        return escalate(parts, tools, incident, "runbook or target changed after the plan was approved");
      }
      return judge(parts, tools, { incident, target, registered, plan });
    }
    case "rejected":
    case "timed_out":
      return escalate(parts, tools, incident, approval.reason ?? "no");
    case "modified":
      // The next proposal keeps to the instructions, and is asked for anew.
      parts.record([move(incident, "diagnosing", `${approval.answeredBy} asked for another plan`)]);
      return "again";
    case "withdrawn":
      parts.record([move(incident, "diagnosing", approval.reason ?? "the question was withdrawn")]);
      return "again";
    case "waiting":
      return onWaiting(parts, tools, incident, approval);
    default:
      return unreachable(approval.status);
  }
}

function onWaiting(parts: Parts, tools: Tools, incident: Incident, approval: NonNullable<Incident["approval"]>): Next {
  if (parts.platform.clock.now() < approval.deadline) {
    tools.wakeAt(incident.id, approval.deadline);
    return "rest";
  }
  const reason = "nobody answered before the deadline; silence is a no";
  const { id, planHash } = approval;
  parts.record([
    event("approval.answered", { incident: incident.id, approval: id, planHash, status: "timed_out", reason }),
  ]);
  return "again";
}
