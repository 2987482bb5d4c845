/**
 * A run by hand on an incident that is in human hands, cut off with the engine before: nobody goes on with it by itself, since the human
 * who began it may have done something else by now. That it was cut off is written down, so that it does not look as if it were at work.
 */
import { event, type NewEvent } from "#core/model";
import type { EngineState } from "./state.ts";

interface Means {
  readonly state: Pick<EngineState, "open">;
  readonly record: (events: readonly NewEvent[]) => unknown;
}

export function endWhatWasCutOff({ state, record }: Means): void {
  for (const { id, state: stands, steps, plan: last } of [...state.open.values()]) {
    const cut = steps.find(({ end }) => end === null);
    if (stands !== "escalated" || cut === undefined) continue;
    const { plan, index, effect, action, undo } = cut;
    const where = { incident: id, plan, index, effect, action, undo };
    const reason = `the engine ended during step ${index + 1} (${action}), and nobody knows how far it came`;
    const strategy = last?.strategy ?? "";
    record([
      event("step.finished", { ...where, end: "unknown", result: null, durationMs: 0 }),
      event("plan.failed", { incident: id, plan, strategy, reason }),
    ]);
  }
}
