/** Before anything is done about it: is the trouble still there, and is it one at all? */
import { type ExternalService, event, type Incident, type Target, unreachable } from "#core/model";
import { endByItself } from "../ending.ts";
import type { Parts } from "../parts.ts";
import { recheck } from "../recheck.ts";
import { isTold } from "../told.ts";
import { escalate, hold } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

/** Undefined: the condition is there. Otherwise the incident has ended, or waits until it can be told (HOST-09). */
export async function lookAgain(
  parts: Parts,
  tools: Tools,
  incident: Incident,
  target: Target,
): Promise<Next | undefined> {
  const { condition, report } = await recheck(parts, incident, target);
  const now = parts.state.incident(incident.id);
  if (now === undefined || now.state !== incident.state) return "again";
  parts.record([event("incident.rechecked", { incident: now.id, stillThere: condition === "there", ...report })]);
  switch (condition) {
    case "there":
      return undefined;
    case "gone":
      endByItself(parts, now, "the condition had ended when it was looked at again, before anything was done");
      return "rest";
    case "unknown": {
      // Somebody says that it is bad, and nothing here bears it out: a person has better eyes.
      const openMs = parts.platform.clock.now() - now.openedAt;
      if (isTold(parts, now) && openMs >= parts.settings().intake.clearsWithinMs)
        return escalate(parts, tools, now, `it cannot be told whether it is so: ${report.reason}`);
      const until = parts.platform.clock.now() + retryAfterMs(parts.platform.clock.now() - now.openedAt);
      hold(parts, now, { policy: "recheck", reason: `it cannot be confirmed right now: ${report.reason}`, until });
      tools.wakeAt(now.id, until);
      return "rest";
    }
    default:
      return unreachable(condition);
  }
}

/** Asks the supervisor anew. What a person stopped through it may be no trouble at all: then the incident has ended. */
export async function isExcused(
  parts: Parts,
  { id, state }: Incident,
  target: Target,
  supervisor: ExternalService,
): Promise<boolean> {
  const { report } = await parts.services.refresh(supervisor, { now: true });
  const incident = parts.state.incident(id);
  if (incident === undefined || incident.state !== state) return true;
  if (report?.state !== "stopped") return false;
  const { condition, report: seen } = await recheck(parts, incident, target);
  if (condition !== "gone" || parts.state.incident(id)?.state !== state) return false;
  parts.record([event("incident.rechecked", { incident: id, stillThere: false, ...seen })]);
  endByItself(parts, incident, `it was stopped on purpose: its supervisor says ${report.words}`);
  return true;
}

/** The longer it has been open, the less often it is tried again: 2 s to a minute; also where the clock was put back since it opened. */
function retryAfterMs(openMs: number): number {
  return Math.min(60_000, Math.max(2_000, Math.abs(openMs) / 4));
}
