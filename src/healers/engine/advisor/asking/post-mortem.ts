/** What a model is told so that it can put an incident into words: the story as people read it, and nothing that is not in it. */
import { tellEvent } from "#surface/story";
import type { Question, Story } from "../types.ts";

/** The beginning says what broke, the end how it went out; what is between is left out first. */
const firstTold = 20;
const lastTold = 60;

export function postMortemQuestion({ incident, events }: Story): Question {
  const { type, title, severity, target, openedAt, endedAt, state, attempts, outcome } = incident;
  const lines = events
    .filter(({ type: what }) => !what.startsWith("model."))
    .map((stored) => `${new Date(stored.at).toISOString()} ${tellEvent(stored)}`);
  const told =
    lines.length <= firstTold + lastTold ? lines : [...lines.slice(0, firstTold), "…", ...lines.slice(-lastTold)];
  return {
    use: "postmortem",
    known: {
      trouble: { type, title, severity, target, state, attempts, result: outcome?.result ?? null },
      openedAt: new Date(openedAt).toISOString(),
      endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    },
    actions: [],
    references: {},
    said: [{ what: "what happened", content: told }],
  };
}
