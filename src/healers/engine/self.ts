/** Incidents about Chiron itself. */
import { type Anomaly, type EventData, event } from "#core/model";
import { move, open } from "#loop/incident";
import type { Parts } from "./parts.ts";

/** The target that stands for this Chiron; no target of a configuration can be named so. */
export const selfTarget = "(chiron)";

/**
 * A page that no channel took is an incident (HOST-20). It goes straight to a human's hands, and says nothing through the channels: what
 * cannot be delivered would only pile up.
 */
export function reportUndeliverable(parts: Parts, { message, reason }: EventData["message.undeliverable"]): void {
  const now = parts.platform.clock.now();
  const type = "message_undeliverable";
  if (parts.state.byFingerprint(`${type}@${selfTarget}`) !== undefined) return;
  const reading = {
    target: selfTarget,
    probe: "outbox",
    takenAt: now,
    available: true,
    values: { message },
    latencyMs: 0,
    error: reason,
  };
  const anomaly: Anomaly = {
    type,
    target: selfTarget,
    severity: "critical",
    title: "A message could not be delivered",
    since: now,
    evidence: { condition: "every channel refused it, or none took it in time", reading, thresholds: {} },
    flapping: false,
  };
  const { id, events } = open(anomaly, undefined, { now, withinMs: 0 }, parts.platform.ids);
  parts.record(events);
  parts.record([
    move({ id, state: "detected" }, "diagnosing", "taken up"),
    event("incident.tiered", { incident: id, tier: 3, why: "no channel can be trusted to say so" }),
    move({ id, state: "diagnosing" }, "escalated", reason),
  ]);
}
