/**
 * The lifecycle of HOST-07, told in one line:
 * detected → diagnosing → remediating → verifying → resolved; a repair that does not hold goes over remediation_failed to
 * escalated, which a human or the verified end of the condition resolves; what ends by itself before anything was
 * touched is self_resolved; a human may wait in between (awaiting_approval), or dismiss at any time.
 *
 * `diagnosing` and `awaiting_approval` also lead straight to `escalated`: where no runbook exists, or none may run, there is
 * no remediation that could fail first (docs/adr/0004). `escalated` leads back to `diagnosing` when a way is proposed that was not
 * there before, so that nobody is told later because somebody was still asked (docs/adr/0018).
 */
import { ChironError, endStates, event, type Incident, type IncidentState, type NewEvent } from "#core/model";

export const transitions: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  detected: ["diagnosing", "self_resolved", "dismissed"],
  diagnosing: ["awaiting_approval", "remediating", "self_resolved", "escalated", "dismissed"],
  awaiting_approval: ["diagnosing", "remediating", "escalated", "dismissed"],
  remediating: ["verifying", "remediation_failed", "dismissed"],
  verifying: ["resolved", "remediation_failed", "dismissed"],
  remediation_failed: ["escalated", "dismissed"],
  escalated: ["diagnosing", "resolved", "dismissed"],
  resolved: [],
  self_resolved: [],
  dismissed: [],
};

export function canMove(from: IncidentState, to: IncidentState): boolean {
  return transitions[from].includes(to);
}

export function isOpen(incident: Pick<Incident, "state">): boolean {
  return !endStates.has(incident.state);
}

/** The only way to change an incident's state. A move that is not in the table is a bug, and is refused as one. */
export function move(
  incident: Pick<Incident, "id" | "state">,
  to: IncidentState,
  reason: string,
  actor?: string,
): NewEvent {
  if (!canMove(incident.state, to)) {
    throw new ChironError("internal", `incident ${incident.id} may not go from ${incident.state} to ${to}`, {
      help: "This is a defect in Chiron; the incident was left as it was.",
    });
  }
  return event("incident.moved", { incident: incident.id, from: incident.state, to, reason }, actor);
}
