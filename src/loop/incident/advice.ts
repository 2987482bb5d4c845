/** What is known of a language model's help for an incident, folded from its events. */
import type { Advice, EventData, Incident, ModelUse, NewEvent } from "#core/model";

type Happened = Extract<NewEvent, { type: `model.${string}` }>;

export function advised({ advice }: Incident, happened: Happened): { readonly advice: Advice } {
  const { use } = happened.data;
  const none: Advice = {
    use,
    state: "asked",
    asked: {},
    refusal: null,
    hypothesis: null,
    runbook: null,
    isTaken: false,
  };
  const known = { ...(advice ?? none), use };
  switch (happened.type) {
    case "model.asked":
      return { advice: { ...known, state: "asked", asked: countOne(known.asked, use), refusal: null } };
    case "model.refused": {
      const { kind, reason } = happened.data;
      return { advice: { ...known, state: "refused", refusal: { kind, reason } } };
    }
    case "model.answered": {
      const { hypothesis, runbook } = happened.data;
      // The prose of a post-mortem changes nothing of what was proposed.
      const said = use === "postmortem" ? {} : { hypothesis, runbook, isTaken: false };
      return { advice: { ...known, state: "answered", refusal: null, ...said } };
    }
  }
}

function countOne(asked: Advice["asked"], use: ModelUse): Advice["asked"] {
  return { ...asked, [use]: (asked[use] ?? 0) + 1 };
}

/** Nothing but a fresh proposal leads from a human's hands back to diagnosis. */
export function takenUp({ advice }: Incident, { from, to }: EventData["incident.moved"]): { readonly advice?: Advice } {
  if (advice == null || from !== "escalated" || to !== "diagnosing") return {};
  return { advice: { ...advice, isTaken: true } };
}
