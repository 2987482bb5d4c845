/** Incidents about Chiron itself. */
import { type Anomaly, event, type Message, type NewEvent } from "#core/model";
import { move, open } from "#loop/incident";
import { composeUndeliverable } from "#surface/notify";
import type { Parts } from "./parts.ts";
import type { Queue } from "./telling.ts";

/** The target that stands for this Chiron; no target of a configuration can be named so. */
export const selfTarget = "(chiron)";
/** A port that cannot be had; it stands from start to start. */
export const portIncident = "port_unavailable";
const type = "message_undeliverable";

export interface SelfMeans {
  readonly parts: Parts;
  readonly queue: Queue;
  /** A message that was queued at any time. */
  readonly message: (id: string) => Message | undefined;
}

/** What became of a message is Chiron's own trouble when no channel takes it, and over when one does after all. */
export function onMessageEvent(means: SelfMeans, { type: happened, data }: NewEvent): void {
  if (happened === "message.refused") reportUndeliverable(means, data.message, data.reason, true);
  if (happened === "message.undeliverable") reportUndeliverable(means, data.message, data.reason, false);
  if (happened === "message.attempted" && data.delivery.delivered) endReport(means.parts, data.message);
}

/**
 * A message that no channel took is an incident (HOST-20), in a human's hands at once. It is told by the other route: once, as long as it
 * is open, so that what cannot be delivered either does not pile up.
 */
function reportUndeliverable(
  { parts, queue, message: find }: SelfMeans,
  id: string,
  reason: string,
  kept: boolean,
): void {
  if (standing(parts) !== undefined) return;
  const message = find(id);
  const route = message?.route ?? "page";
  const now = parts.platform.clock.now();
  const anomaly: Anomaly = {
    type,
    target: selfTarget,
    severity: route === "page" ? "critical" : "high",
    title: `A ${route} could not be delivered`,
    since: now,
    evidence: {
      condition: "every channel refused it, or none took it in time",
      reading: {
        target: selfTarget,
        probe: "outbox",
        takenAt: now,
        available: true,
        values: { message: id, route },
        latencyMs: 0,
        error: reason,
      },
      thresholds: {},
    },
    flapping: false,
  };
  const { id: incident, events } = open(anomaly, undefined, { now, withinMs: 0 }, parts.platform.ids);
  const other = route === "page" ? "notice" : "page";
  const why = `no ${route} channel can be trusted to say so; told by the ${other} channels`;
  const happened = [
    ...events,
    move({ id: incident, state: "detected" }, "diagnosing", "taken up"),
    event("incident.tiered", { incident, tier: 3, why }),
    move({ id: incident, state: "diagnosing" }, "escalated", reason),
  ];
  const text = composeUndeliverable({ route, subject: message?.subject ?? id, reason, kept, incident });
  const data = { incident, type, route, reason };
  queue({ route: other, tier: other === "page" ? 3 : 1, incident, ...text, data }, happened);
}

/** Only what was kept can still be delivered, and only for that message does it end the incident. */
function endReport(parts: Parts, message: string): void {
  const incident = standing(parts);
  if (incident?.state !== "escalated" || incident.evidence.reading.values.message !== message) return;
  parts.record([move(incident, "resolved", "a channel took the message after all")]);
}

function standing(parts: Parts) {
  return parts.state.byFingerprint(`${type}@${selfTarget}`);
}
