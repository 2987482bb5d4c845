/** From a strategy to the plan that stands for it. */
import { maskValues } from "#core/lib";
import {
  ChironError,
  event,
  type Incident,
  type Plan,
  type RegisteredRunbook,
  type Strategy,
  type Target,
} from "#core/model";
import { compilePlan, instructed } from "#loop/reason";
import type { Parts } from "./parts.ts";

/** Everything that a judgement is about. */
export interface Subject {
  readonly incident: Incident;
  readonly target: Target;
  readonly registered: RegisteredRunbook;
  readonly plan: Plan;
}

/** The runbook of that id, as it stands under what a human asked for this incident. */
export function runbookFor(
  parts: Parts,
  { humanOverrideInstructions }: Pick<Incident, "humanOverrideInstructions">,
  id: string,
): RegisteredRunbook | undefined {
  const registered = parts.registry().find(id);
  return registered && instructed(registered, humanOverrideInstructions, parts.actionCatalog);
}

/**
 * The plan that stands, if it would come out the same; else a new one, as its child. What is written down has its secrets masked; what
 * is returned, and run, has them.
 */
export function planFor(
  parts: Parts,
  incident: Incident,
  target: Target,
  registered: RegisteredRunbook,
  strategy: Strategy,
): Plan | ChironError {
  try {
    const means = { actions: parts.actionCatalog, ids: parts.platform.ids, now: parts.platform.clock.now() };
    const plan = compilePlan(incident, target, registered, strategy, means);
    const standing = incident.plan;
    if (standing !== null && standing.hash === plan.hash && standing.attempt === plan.attempt)
      return asStanding(plan, standing);
    parts.record([event("plan.proposed", { incident: incident.id, plan: maskPlan(plan) })]);
    return plan;
  } catch (error) {
    if (error instanceof ChironError) return error;
    throw error;
  }
}

/** The plan of the log with its inputs as they are: undefined when runbook or target have changed since it was proposed. */
export function planOfRecord(parts: Parts, incident: Incident, target: Target): Plan | undefined {
  const standing = incident.plan;
  if (standing === null) return undefined;
  const registered = runbookFor(parts, incident, standing.runbook);
  const strategy = registered?.runbook.strategies.find(({ name }) => name === standing.strategy);
  if (registered === undefined || strategy === undefined) return undefined;
  try {
    const means = { actions: parts.actionCatalog, ids: parts.platform.ids, now: parts.platform.clock.now() };
    const plan = compilePlan(incident, target, registered, strategy, means);
    return plan.hash === standing.hash ? asStanding(plan, standing) : undefined;
  } catch (error) {
    if (error instanceof ChironError) return undefined;
    throw error;
  }
}

function asStanding(plan: Plan, { id, parent, attempt, proposedAt }: Plan): Plan {
  return { ...plan, id, parent, attempt, proposedAt };
}

function maskPlan(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, input: maskValues(step.input) })) };
}
