/** Where an incident stands, in one plain sentence. */
import { formatDuration, type Incident, unreachable } from "#core/model";

export function summarise(incident: Incident): string {
  const what = `${incident.title} (${incident.target})`;
  const again = incident.recurrences > 0 ? `, back for the ${ordinal(incident.recurrences)} time` : "";
  return `${what}${again}: ${stateOf(incident)}${whoIsOnIt(incident)}`;
}

function whoIsOnIt({ acknowledged, endedAt }: Incident): string {
  return acknowledged === null || endedAt !== null ? "" : ` (${acknowledged.by} is on it)`;
}

function stateOf(incident: Incident): string {
  switch (incident.state) {
    case "detected":
      return "seen, not yet looked into";
    case "diagnosing":
      return incident.hold === null ? "looking for the right repair" : `held back: ${incident.hold.reason}`;
    case "awaiting_approval":
      return `waiting for a human to approve ${planOf(incident)}`;
    case "remediating":
      return `repairing with ${planOf(incident)}`;
    case "verifying":
      return `repaired with ${planOf(incident)}, checking that it holds`;
    case "resolved":
      return incident.outcome?.result === "recovered"
        ? `healed by ${planOf(incident)} in ${formatDuration(incident.outcome.recoveryMs)}, verified by ${incident.outcome.verifiedBy.join(", ")}`
        : "over";
    case "self_resolved":
      return "ended by itself, nothing was done";
    case "remediation_failed":
    case "escalated":
      return incident.attempts > 0
        ? `${incident.attempts} ${incident.attempts === 1 ? "repair" : "repairs"} failed, a human is needed`
        : "no repair may run by itself, a human is needed";
    case "dismissed":
      return `dismissed: ${incident.dismissedReason ?? "no reason given"}`;
    default:
      return unreachable(incident.state);
  }
}

function planOf(incident: Incident): string {
  return incident.plan === null
    ? (incident.runbook ?? "a repair")
    : `${incident.plan.runbook} (${incident.plan.strategy})`;
}

function ordinal(count: number): string {
  const endings: Readonly<Record<number, string>> = { 1: "st", 2: "nd", 3: "rd" };
  const ending = count % 100 >= 11 && count % 100 <= 13 ? "th" : (endings[count % 10] ?? "th");
  return `${count}${ending}`;
}
