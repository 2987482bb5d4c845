/** The journal of effects: in the log, durable before anything is touched. */
import { maskValues } from "#core/lib";
import { event, type NewEvent, type StoredEvent } from "#core/model";
import type { Journal } from "#loop/act";
import type { Fence } from "./fence.ts";
import type { EngineState } from "./state.ts";

export function createJournal(
  state: EngineState,
  record: (events: readonly NewEvent[]) => readonly StoredEvent[],
  durable: () => Promise<void>,
  fence: Fence | undefined,
): Journal {
  return {
    async started({ plan, step, effect, undo }) {
      const { incident, id } = plan;
      const facts = {
        incident,
        plan: id,
        index: step.index,
        effect,
        action: step.action,
        undo,
        input: maskValues(step.input),
      };
      // The executor asks again right before the effect; here it keeps an engine that was replaced from failing without a word.
      fence?.(effect);
      record([event("step.started", facts)]);
      await durable();
    },
    async finished({ plan, step, effect, undo }, end, result, durationMs) {
      const { incident, id } = plan;
      const facts = { incident, plan: id, index: step.index, effect, action: step.action, undo };
      record([event("step.finished", { ...facts, end, result, durationMs })]);
      await durable();
    },
    knows: (effect) => state.knowsEffect(effect.split("/")[0] ?? "", effect),
  };
}
