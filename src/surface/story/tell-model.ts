/** What a language model was asked, and what came of it. It is always said that it was one. */
import type { EventData, StoredEvent } from "#core/model";
import { formatDuration, unreachable } from "#core/model/plain";
import { counted, sentence } from "./words.ts";

type Told = Extract<StoredEvent, { type: `model.${string}` }>;

export function tellModelEvent(stored: Told): string {
  switch (stored.type) {
    case "model.asked":
      return `The language model ${stored.data.model} is asked ${wish(stored.data.use)} (${stored.data.sentBytes} bytes).`;
    case "model.answered":
      return tellAnswer(stored.data);
    case "model.refused": {
      const { model, reason, cost } = stored.data;
      const after = cost === null ? "" : ` (after ${formatDuration(cost.durationMs)})`;
      return sentence(`No help came of the language model ${model}${after}: ${reason}`);
    }
    default:
      return unreachable(stored);
  }
}

function wish(use: EventData["model.asked"]["use"]): string {
  switch (use) {
    case "propose":
      return "for a way to repair it";
    case "reflect":
      return "for another way, since the last was rejected";
    case "postmortem":
      return "to put the post-mortem into words";
    default:
      return unreachable(use);
  }
}

function tellAnswer({ model, hypothesis, runbook, prose, cost }: EventData["model.answered"]): string {
  const after = `after ${formatDuration(cost.durationMs)}`;
  if (prose !== null) return `The language model ${model} puts it into words: ${prose}`;
  if (hypothesis === null) return `The language model ${model} answered ${after}.`;
  const sure = `${Math.round(hypothesis.confidence * 100)} % sure by its own word`;
  const plan = runbook === null ? "It proposes no plan." : `It proposes ${runbook.id}: ${stepsOf(runbook)}.`;
  return `The language model ${model} supposes (${sure}, ${after}): “${hypothesis.text}” ${plan}`;
}

function stepsOf(runbook: NonNullable<EventData["model.answered"]["runbook"]>): string {
  const steps = runbook.strategies.flatMap((strategy) => strategy.steps);
  return `${counted(steps.length, "step")}, ${steps.map(({ action }) => action).join(", ")}`;
}
