/** Complicated: after the diagnosis, the runbook of the most probable cause; where that has nothing to offer, the next one's. */
import type { Agent } from "./agent.ts";
import { bestOf } from "./clear.ts";

export const complicated: Agent = (view) => {
  const first = bestOf(view, view.route.runbook);
  if (first.kind === "plan") return first;
  for (const { registered, fits } of view.candidates) {
    const { id } = registered.runbook;
    if (!fits || id === view.route.runbook) continue;
    const other = bestOf(view, id);
    if (other.kind === "plan") return { ...other, why: `${first.reason}; ${id} is the next most probable` };
  }
  return first;
};
