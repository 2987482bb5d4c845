/** After a repair: the word of those who told of the trouble from outside. It cannot be asked for, only waited for. */
import { event, type Incident, type Plan } from "#core/model";
import type { Parts } from "./parts.ts";

/**
 * They have `intake.clearsWithin` from when they are first waited for, which is on record: an engine that takes over in the middle of it
 * waits for what is left. The record is by the wall clock, the only one that outlives a process; where that was put back meanwhile, it is
 * waited no longer than a whole time anew.
 */
export async function awaitSenders(parts: Parts, incident: Incident, plan: Plan, atLeastMs: number): Promise<void> {
  const waitMs = Math.max(atLeastMs, parts.settings().intake.clearsWithinMs);
  const now = parts.platform.clock.now();
  const { awaited } = incident;
  if (awaited?.plan === plan.id)
    return glanceAtSenders(parts, incident, Math.min(waitMs, Math.max(0, awaited.until - now)));
  parts.record([event("incident.awaited", { incident: incident.id, plan: plan.id, until: now + waitMs })]);
  await glanceAtSenders(parts, incident, waitMs);
}

/** Without holding up other repairs of its target. */
export async function glanceAtSenders(parts: Parts, incident: Incident, withinMs: number): Promise<void> {
  await parts.slots.aside(incident.target, () => parts.whenCleared(incident, withinMs));
}
