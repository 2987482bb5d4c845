/** The Guardian refused a plan: back to the proposer with what it violated, or, after enough of that, to a human. */
import { event, type Incident, type Verdict } from "#core/model";
import { move } from "#loop/incident";
import { reflectOn } from "#loop/reason";
import type { Parts } from "../parts.ts";
import type { Subject } from "../planning.ts";
import { escalate } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

/** `told`: a human heard of it already. */
export function reflect(parts: Parts, tools: Tools, subject: Subject, verdict: Verdict, told: boolean): Next {
  const incident = parts.state.incident(subject.incident.id);
  if (incident === undefined) return "rest";
  const reflection = reflectOn(incident, subject.plan, verdict, incident.entropy ?? 0);
  if (reflection.reflected !== undefined) {
    if (incident.state === "awaiting_approval") backToDiagnosing(parts, incident);
    parts.record([event("plan.reflected", reflection.reflected)]);
  }
  if (reflection.kind === "again") return "again";
  return escalate(parts, tools, incident, reflection.reason, told);
}

function backToDiagnosing(parts: Parts, incident: Incident): void {
  parts.record([move(incident, "diagnosing", "the Guardian refuses the plan, whoever approved it")]);
}
