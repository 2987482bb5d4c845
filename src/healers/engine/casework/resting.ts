/** How a case comes to rest: held until something changes, or in human hands. */
import { event, type Incident } from "#core/model";
import { move } from "#loop/incident";
import type { Parts } from "../parts.ts";
import type { Next, Tools } from "./tools.ts";

export function hold(parts: Parts, incident: Incident, wanted: NonNullable<Incident["hold"]>): void {
  const standing = parts.state.incident(incident.id)?.hold;
  if (standing?.policy === wanted.policy && standing.until === wanted.until) return;
  parts.record([event("incident.held", { incident: incident.id, hold: wanted })]);
}

export function escalate(parts: Parts, tools: Tools, subject: Incident, reason: string, told = false): Next {
  const incident = parts.state.incident(subject.id) ?? subject;
  parts.record([move(incident, "escalated", reason)]);
  if (!told) tools.telling.escalated(incident.id);
  return "rest";
}
