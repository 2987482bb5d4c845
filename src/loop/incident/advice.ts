/** What is known of a language model's help for an incident, folded from its events. */
import type { Advice, EventData, Incident, ModelUse, NewEvent } from "#core/model";

const nothing: Omit<Advice, "use"> = {
  state: "asked",
  asked: {},
  refusal: null,
  hypothesis: null,
  runbook: null,
  isTaken: false,
};

/** Undefined for an event of another kind. */
export function advised({ advice }: Incident, happened: NewEvent): { readonly advice: Advice } | undefined {
  const known = advice ?? nothing;
  switch (happened.type) {
    case "model.asked": {
      const { use } = happened.data;
      return { advice: { ...known, use, state: "asked", asked: countOne(known.asked, use), refusal: null } };
    }
    case "model.refused": {
      const { use, kind, reason } = happened.data;
      return { advice: { ...known, use, state: "refused", refusal: { kind, reason } } };
    }
    case "model.answered": {
      const { use, hypothesis, runbook } = happened.data;
      // The prose of a post-mortem changes nothing of what was proposed.
      const said = use === "postmortem" ? {} : { hypothesis, runbook, isTaken: false };
      return { advice: { ...known, use, state: "answered", refusal: null, ...said } };
    }
    default:
      return undefined;
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
