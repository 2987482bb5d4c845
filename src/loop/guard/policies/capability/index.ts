/** A delegate may do only what an unexpired grant of its own names. Everybody else is none of this policy's business. */
import { z } from "zod";
import {
  type Capability,
  definePolicy,
  type Facts,
  formatDuration,
  type Grant,
  type Note,
  type Plan,
} from "#core/model";

export const capability = definePolicy({
  name: "capability",
  summary: "A delegate may do only what its unexpired grant names.",
  schema: z.strictObject({}),
  judge(plan, facts): readonly Note[] {
    const { actor, grants, now } = facts;
    if (actor.kind !== "delegate") return [];
    const needed: Capability = onlyRestarts(plan) ? "service.restart" : "runbook.run";
    const reasons = grants.map((grant) => whyNot(grant, needed, plan, facts));
    const grant = grants[reasons.indexOf(undefined)];
    const note = { policy: "capability", evidence: { delegate: actor.id, needed, grants: grants.map(({ id }) => id) } };
    if (grant !== undefined) {
      const message = `grant ${grant.id} lets ${actor.id} do it for ${formatDuration(grant.expiresAt - now)} more`;
      const evidence = { ...note.evidence, grant: grant.id };
      return [{ ...note, evidence, severity: "inform", kind: "granted", message }];
    }
    const why = grants.length === 0 ? "it was granted nothing" : reasons.join("; ");
    const message = `${actor.id} may not do this (${needed} on ${plan.target}): ${why}`;
    return [{ ...note, severity: "forbid", kind: "not_granted", message, avoid: { everything: true } }];
  },
});

function onlyRestarts({ steps }: Plan): boolean {
  return steps.length > 0 && steps.every((step) => step.restartsOwnService || step.changesNothing === true);
}

function whyNot(grant: Grant, needed: Capability, plan: Plan, { now, target }: Facts): string | undefined {
  if (now >= grant.expiresAt) return `grant ${grant.id} expired ${formatDuration(now - grant.expiresAt)} ago`;
  // Whoever may run a runbook may restart by it as well.
  const named = grant.capabilities.includes("runbook.run") && grant.runbooks?.includes(plan.runbook) === true;
  if (!named && (needed === "runbook.run" || !grant.capabilities.includes("service.restart")))
    return `grant ${grant.id} names neither ${needed} for it nor ${plan.runbook}`;
  if (grant.targets !== undefined && !grant.targets.includes(target.id))
    return `grant ${grant.id} is not for ${target.id}`;
  if (grant.criticality !== undefined && grant.criticality !== target.criticality)
    return `grant ${grant.id} is for ${grant.criticality} targets, and ${target.id} is ${target.criticality}`;
  return undefined;
}
