/** What comes next for an incident, state by state. Each step ends with "again" (look at the new state) or "rest". */
import { type Incident, type Target, unreachable } from "#core/model";
import { move } from "#loop/incident";
import type { Parts } from "../parts.ts";
import { onAwaiting } from "./awaiting.ts";
import { diagnose } from "./diagnosing.ts";
import { onFailed } from "./failed.ts";
import type { Next, Tools } from "./tools.ts";

export type { Next, Tools } from "./tools.ts";

export async function advance(parts: Parts, tools: Tools, incident: Incident, target: Target): Promise<Next> {
  switch (incident.state) {
    case "detected":
      parts.record([move(incident, "diagnosing", "taken up")]);
      return "again";
    case "diagnosing":
      return diagnose(parts, tools, incident, target);
    case "awaiting_approval":
      return onAwaiting(parts, tools, incident, target);
    case "remediating":
    case "verifying":
      await tools.repairs.resume(incident, target);
      return "again";
    case "remediation_failed":
      return onFailed(parts, tools, incident);
    case "escalated":
    case "resolved":
    case "self_resolved":
    case "dismissed":
      return "rest";
    default:
      return unreachable(incident.state);
  }
}
