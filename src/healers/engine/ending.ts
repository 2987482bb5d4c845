/** The end of an incident that no repair brought about. */
import type { Incident } from "#core/model";
import { move } from "#loop/incident";
import { withdrawApproval } from "./approvals.ts";
import type { Parts } from "./parts.ts";

/**
 * The condition is gone and nothing was touched (or a human had it): the incident is over. While a repair is under way, or is being proved,
 * its own proof decides; where that fails, the end has to be seen anew, so that nothing stays in human hands that is over.
 */
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
      if (parts.atHand.withhold(incident.id, reason)) return;
      parts.record([move(incident, "resolved", reason)]);
      break;
    case "remediating":
    case "verifying":
    case "remediation_failed":
      parts.detector().resume(incident.type, incident.target, incident.openedAt);
      return;
    case "resolved":
    case "self_resolved":
    case "dismissed":
      return;
  }
  parts.detector().settle(incident.type, incident.target);
  parts.sensing.calm(incident.target);
}
