/** Every repair that may run by itself has failed: a human is called. Where the next one only wants a human's word, it is asked for as well. */
import type { Incident } from "#core/model";
import { move } from "#loop/incident";
import type { Parts } from "../parts.ts";
import type { Next, Tools } from "./tools.ts";

export function onFailed(parts: Parts, tools: Tools, incident: Incident): Next {
  const { id } = incident;
  const wantsWord = wantsApproval(incident);
  const reason = wantsWord ? "every repair that may run by itself failed" : "every allowed repair failed";
  parts.record([move(incident, "escalated", reason)]);
  tools.telling.escalated(id);
  if (!wantsWord) return "rest";
  parts.record([
    move({ id, state: "escalated" }, "diagnosing", "there is another strategy, which a human may approve"),
  ]);
  return "again";
}

/** Of the plan that came next: it was judged, and neither run nor asked about so far. */
function wantsApproval({ plan, verdicts, steps, approval }: Incident): boolean {
  const last = verdicts.at(-1);
  if (plan === null || last?.plan !== plan.id || last.decision !== "escalate") return false;
  return approval?.plan !== plan.id && steps.every((step) => step.plan !== plan.id);
}
