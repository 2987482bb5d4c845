/** What a decision about a plan rests on, beside the plan: who depends on its target, what each step does, and whether it can be put back. */
import type { Incident, Plan, Rehearsal, Stakes, StoredEvent } from "#core/model";
import { graphOf } from "../dependencies.ts";
import type { Parts } from "../parts.ts";

export function stakesOf(
  parts: Parts,
  { target: id, plan }: Pick<Incident, "target" | "plan">,
  rehearsal: readonly Rehearsal[] | null,
): Stakes {
  const target = parts.target(id);
  return {
    criticality: target?.criticality ?? null,
    dependents: [...graphOf(parts).downstream(id)].toSorted(),
    steps: (plan?.steps ?? []).map((step, index) => {
      const found = rehearsal?.[index];
      return {
        action: step.action,
        wouldDo: found?.wouldDo ?? null,
        rehearsalFailed: found?.failed === true,
        canUndo: parts.actions.get(step.action)?.undo !== undefined,
        changesNothing: step.changesNothing === true,
        mayLose: step.mayLose ?? null,
      };
    }),
  };
}

/** The last of this very plan. */
export function rehearsalIn(
  events: readonly StoredEvent[],
  plan: Pick<Plan, "id"> | null,
): readonly Rehearsal[] | null {
  const of = events.findLast((stored) => stored.type === "plan.rehearsed" && stored.data.plan === plan?.id);
  return of?.type === "plan.rehearsed" ? of.data.steps : null;
}
