/** From notes to a decision: the strictest note wins. */
import type { Decision, Note } from "#core/model";

export interface Decided {
  readonly decision: Decision;
  /** Present when the plan may be judged again later: at that time, or (null) when something changes. */
  readonly retryAt?: number | null;
}

export function decisionOf(notes: readonly Note[]): Decided {
  if (notes.some((note) => note.severity === "forbid")) return { decision: "reject" };
  const holds = notes.filter((note) => note.severity === "hold");
  if (holds.length > 0) return { decision: "reject", retryAt: latestEnd(holds) };
  if (notes.some((note) => note.severity === "ask")) return { decision: "escalate" };
  return { decision: "approve" };
}

/** All holds must have ended; one without an end leaves it open. */
function latestEnd(holds: readonly Note[]): number | null {
  let latest = 0;
  for (const { until } of holds) {
    if (until === null || until === undefined) return null;
    latest = Math.max(latest, until);
  }
  return latest;
}
