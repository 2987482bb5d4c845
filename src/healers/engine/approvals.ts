/** Asking a human, durably, about exactly one plan. */
import {
  type Approval,
  event,
  type Incident,
  messageOf,
  type NewEvent,
  type Plan,
  type Rehearsal,
  type Verdict,
} from "#core/model";
import { maskValues } from "#loop/act";
import { move } from "#loop/incident";
import type { Parts } from "./parts.ts";
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
  const now = parts.platform.clock.now();
  const approval: Approval = {
    id: parts.platform.ids.next("apr"),
    incident: incident.id,
    plan: plan.id,
    planHash: plan.hash,
    askedAt: now,
    deadline: now + parts.settings().approvals.deadlineMs,
    status: "waiting",
    answeredBy: null,
    answeredAt: null,
    reason: null,
  };
  const why = verdict.notes.filter((note) => note.severity === "ask").map((note) => note.message);
  parts.record([
    event("plan.rehearsed", { incident: incident.id, plan: plan.id, steps }),
    event("approval.asked", { incident: incident.id, approval }),
    ...(standing.state === "awaiting_approval" ? [] : [move(standing, "awaiting_approval", why.join("; "))]),
  ]);
  telling.approvalAsked(incident.id, steps, why);
}

/** What each step would do, in words. A step that cannot be rehearsed says so. */
export async function rehearse(parts: Parts, plan: Plan): Promise<readonly Rehearsal[]> {
  const target = parts.target(plan.target);
  const rehearsals: Rehearsal[] = [];
  for (const { action: name, input } of plan.steps) {
    const action = parts.actions.get(name);
    let wouldDo = `${name} is not registered`;
    if (action !== undefined && target !== undefined) {
      const { files, processes, clock } = parts.platform;
      const watched = () => watchedProcesses(parts);
      wouldDo = await action
        .dryRun(input, { target, files, processes, clock, services: parts.services, watched })
        .catch((error: unknown) => `it cannot be told: ${messageOf(error)}`);
    }
    rehearsals.push({ action: name, input: maskValues(input), wouldDo });
  }
  return rehearsals;
}

/** Nothing is asked any more: the condition ended, or the plan no longer stands. */
export function withdrawApproval(incident: Incident, reason: string): readonly NewEvent[] {
  if (incident.approval?.status !== "waiting") return [];
  const { id, planHash } = incident.approval;
  return [event("approval.answered", { incident: incident.id, approval: id, planHash, status: "withdrawn", reason })];
}
