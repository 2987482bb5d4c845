/** When a trouble begins or ends, those that depend on it are looked at anew. */
import { endStates, type StoredEvent } from "#core/model";
import type { Cases } from "./cases.ts";
import { graphOf } from "./dependencies.ts";
import type { Parts } from "./parts.ts";

export function createInhibition(parts: Parts, cases: Cases): (stored: StoredEvent) => void {
  return (stored) => {
    if (stored.type === "incident.opened") {
      const dependents = graphOf(parts).downstream(stored.data.target);
      if (dependents.size === 0) return;
      for (const { id, target, state } of parts.state.open.values())
        if (state === "diagnosing" && dependents.has(target)) cases.wake(id);
      return;
    }
    if (stored.type !== "incident.moved" || !endStates.has(stored.data.to)) return;
    const root = stored.data.incident;
    for (const { id, inhibitedBy } of parts.state.open.values()) if (inhibitedBy === root) cases.wake(id);
  };
}
