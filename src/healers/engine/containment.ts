/** Several critical troubles at once: which, whose turn it is, and when it is over. */
import { event, type Incident, type StoredEvent } from "#core/model";
import { chaosOf, type Trouble, turnOf } from "#loop/reason";
import { rootOf } from "./dependencies.ts";
import type { Parts } from "./parts.ts";

export const containmentPolicy = "containment";

export interface Containment {
  readonly since: number;
  readonly reason: string;
}

/** Only what is critical is looked at: of thousands of open incidents that are few. */
function troublesOf(parts: Parts): readonly Trouble[] {
  const troubles: Trouble[] = [];
  for (const incident of parts.state.open.values()) {
    if (incident.severity !== "critical" || incident.inhibitedBy !== null) continue;
    const target = parts.target(incident.target);
    if (target === undefined) continue;
    troubles.push({ incident, isCritical: target.criticality === "critical" && rootOf(parts, target) === undefined });
  }
  return troubles;
}

/** Begins it when this incident makes it chaos; gives true when it has begun just now. */
export function beginIfChaos(parts: Parts, incident: Incident): boolean {
  if (parts.state.recent.containment !== null || incident.severity !== "critical") return false;
  const incidents = chaosOf(troublesOf(parts), parts.platform.clock.now());
  if (incidents?.some(({ id }) => id === incident.id) !== true) return false;
  const named = incidents.map(({ type, target }) => `${target} (${type})`).join(", ");
  const targets = [...new Set(incidents.map(({ target }) => target))];
  const reason = `${targets.length} critical targets are in critical trouble at once: ${named}`;
  parts.record([event("containment.began", { incidents: incidents.map(({ id }) => id), targets, reason })]);
  return true;
}

/** Why nothing may be done about it now; undefined when it may. */
export function heldByContainment(parts: Parts, { target, state }: Incident): string | undefined {
  const { containment } = parts.state.recent;
  if (containment === null || state !== "diagnosing") return undefined;
  const turn = turnOf(troublesOf(parts), containmentPolicy);
  if (turn === undefined || turn === target) return undefined;
  return `${containment.reason}; one is dealt with at a time, and now it is ${turn}`;
}

/** Whether it is one of those that make it chaos. */
export function isContained(parts: Parts, { id }: Incident): boolean {
  return (
    parts.state.recent.containment !== null &&
    troublesOf(parts).some(({ incident, isCritical }) => isCritical && incident.id === id)
  );
}

/** Whenever an incident has moved, or come to rest: is it over, or is it another one's turn? */
export function createContainment(parts: Parts, wake: (incident: string) => void): (stored: StoredEvent) => void {
  return (stored) => {
    if (parts.state.recent.containment === null) return;
    if (stored.type !== "incident.moved" && stored.type !== "incident.held") return;
    const turn = turnOf(troublesOf(parts), containmentPolicy);
    if (turn === undefined) {
      parts.record([event("containment.ended", { reason: "every critical trouble is over, or in human hands" })]);
    }
    for (const { id, target, hold } of parts.state.open.values()) {
      if (hold?.policy !== containmentPolicy || (turn !== undefined && turn !== target)) continue;
      // It has just come to rest by itself, and its turn did not come meanwhile.
      if (stored.data.incident !== id || turn === target) wake(id);
    }
  };
}
