/** The end of an incident that no repair brought about. */
import type { Incident } from "#core/model";
import { move } from "#loop/incident";
import { withdrawApproval } from "./approvals.ts";
import type { Parts } from "./parts.ts";

/** The condition is gone and nothing was touched (or a human had it): the incident is over. */
export function endByItself(parts: Parts, incident: Incident, reason: string): void {
  switch (incident.state) {
    case "awaiting_approval": {
      parts.record(withdrawApproval(incident, reason));
      const back = move(incident, "diagnosing", reason);
      parts.record([back, move({ id: incident.id, state: "diagnosing" }, "self_resolved", reason)]);
      break;
    }
    case "detected":
    case "diagnosing":
      parts.record([move(incident, "self_resolved", reason)]);
      break;
    case "escalated":
      parts.record([move(incident, "resolved", reason)]);
      break;
    default:
      return;
  }
  parts.detector().settle(incident.type, incident.target);
  parts.sensing.calm(incident.target);
}
