/** Proposals of one incident with their names, and with what humans said to those that were shown before. */
import { canonicalJson, runbookHash } from "#core/lib";
import type { Amendment, AmendmentDecision, PostMortem, Runbook, StoredEvent } from "#core/model";
import { edited } from "./edit.ts";
import type { Proposal } from "./proposals.ts";

export type Decided = (amendment: Pick<Amendment, "id" | "definition">) => AmendmentDecision | undefined;

/**
 * A name stands for one content for good: whoever says yes or no to it has seen that one. What was decided stays to be read, and what was
 * rejected is not proposed again.
 */
export function amendmentsOf(
  incident: string,
  proposals: readonly Proposal[],
  events: readonly StoredEvent[],
  decided: Decided,
): readonly Amendment[] {
  const shown = withDecisions({ amendments: shownIn(events) }, decided).amendments;
  const answered = shown.filter(({ decision }) => decision !== undefined);
  const prefix = `amd-${incident.replace(/^inc-/, "")}-`;
  let last = Math.max(0, ...shown.map(({ id }) => Number(id.slice(prefix.length)) || 0));
  const open = proposals
    .filter((one) => !answered.some((other) => settles(other, one)))
    .map((one) => ({ id: shown.find((other) => hasContentOf(other, one))?.id ?? `${prefix}${++last}`, ...one }));
  return [...answered, ...open];
}

export function withDecisions<T extends Pick<PostMortem, "amendments">>(postmortem: T, decided: Decided): T {
  const amendments = postmortem.amendments.map((one) => {
    const decision = decided(one);
    return decision === undefined ? one : { ...one, decision };
  });
  return { ...postmortem, amendments };
}

/** Whether the runbook, as it is now, has nothing that this would change. */
export function changesNothing(runbook: Runbook, { edit, definition }: Pick<Amendment, "edit" | "definition">) {
  if (edit !== undefined) return edited(runbook.strategies, edit) === runbook.strategies;
  return canonicalJson(runbook.strategies) === canonicalJson(definition.strategies);
}

/** Each content once, under the name by which it was shown last. */
function shownIn(events: readonly StoredEvent[]): readonly Amendment[] {
  const all = new Map<string, Amendment>();
  for (const one of events)
    if (one.type === "postmortem.written")
      for (const amendment of one.data.postmortem.amendments) all.set(runbookHash(amendment.definition), amendment);
  return [...all.values()];
}

function hasContentOf(one: Proposal, other: Proposal): boolean {
  return runbookHash(one.definition) === runbookHash(other.definition);
}

/** Whoever did not want a change wants it no more because something else of the runbook has changed meanwhile. */
function settles(answered: Amendment, proposal: Proposal): boolean {
  const { decision, runbook, change } = answered;
  const isRefused = decision?.state === "rejected" && runbook === proposal.runbook && change === proposal.change;
  return isRefused || hasContentOf(answered, proposal);
}
