/** Asking a human, durably, about exactly one plan. */
import { maskValues } from "#core/lib";
import { event, type Incident, messageOf, type NewEvent, type Plan, type Rehearsal, type Verdict } from "#core/model";
import { wouldFail } from "#loop/act";
import { move } from "#loop/incident";
import type { Parts } from "./parts.ts";
import { questionAbout } from "./questions.ts";
import type { Telling } from "./telling.ts";
import { watchedProcesses } from "./watched.ts";

/** Says what the plan would do, asks, and moves the incident to awaiting_approval. */
export async function askApproval(
  parts: Parts,
  telling: Telling,
  incident: Incident,
  plan: Plan,
  verdict: Verdict,
): Promise<void> {
  if (incident.approval?.status === "waiting" && incident.approval.planHash === plan.hash) return;
  const steps = await rehearse(parts, plan);
  const standing = parts.state.incident(incident.id);
  // It may have ended, or been dismissed, while the steps were rehearsed.
  if (standing === undefined || standing.state !== incident.state) return;
  const approval = questionAbout(parts, incident, plan, telling.asksBy(standing));
  const why = verdict.notes.filter((note) => note.severity === "ask").map((note) => note.message);
  parts.record([
    event("plan.rehearsed", { incident: incident.id, plan: plan.id, steps }),
    event("approval.asked", { incident: incident.id, approval }),
    ...(standing.state === "awaiting_approval" ? [] : [move(standing, "awaiting_approval", why.join("; "))]),
  ]);
  telling.approvalAsked(incident.id, steps, why);
}

/** Where nobody is asked because nothing may be done, what would be done is found out all the same, once. */
export async function rehearseObserved(parts: Parts, incident: Incident, plan: Plan): Promise<void> {
  if (parts.state.dryRuns.standing.get(incident.id)?.plan === plan.id) return;
  const steps = await rehearse(parts, plan);
  if (parts.state.incident(incident.id)?.plan?.id !== plan.id) return;
  parts.record([event("plan.rehearsed", { incident: incident.id, plan: plan.id, steps })]);
}

/** What each step would do, in words. A step that cannot be rehearsed says so. */
export async function rehearse(parts: Parts, plan: Plan): Promise<readonly Rehearsal[]> {
  const target = parts.target(plan.target);
  const rehearsals: Rehearsal[] = [];
  for (const { action: name, input } of plan.steps) {
    const action = parts.actions.get(name);
    let wouldDo = `${name} is not registered`;
    let isClean = false;
    if (action !== undefined && target !== undefined) {
      const watched = () => watchedProcesses(parts);
      try {
        wouldDo = await action.dryRun(input, { ...parts.platform, target, services: parts.services, watched });
        isClean = !wouldDo.startsWith(wouldFail);
      } catch (error) {
        wouldDo = `it cannot be told: ${messageOf(error)}`;
      }
    }
    rehearsals.push({ action: name, input: maskValues(input), wouldDo, ...(isClean ? {} : { failed: true as const }) });
  }
  return rehearsals;
}

/** Nothing is asked any more: the condition ended, or the plan no longer stands. */
export function withdrawApproval(incident: Incident, reason: string): readonly NewEvent[] {
  if (incident.approval?.status !== "waiting") return [];
  const { id, planHash } = incident.approval;
  return [event("approval.answered", { incident: incident.id, approval: id, planHash, status: "withdrawn", reason })];
}
