/** From a strategy to the plan that stands for it. */
import {
  ChironError,
  event,
  type Incident,
  type Plan,
  type RegisteredRunbook,
  type Strategy,
  type Target,
} from "#core/model";
import { compilePlan } from "#loop/reason";
import type { Parts } from "./parts.ts";

/** Everything that a judgement is about. */
export interface Subject {
  readonly incident: Incident;
  readonly target: Target;
  readonly registered: RegisteredRunbook;
  readonly plan: Plan;
}

/** The plan that stands, if it would come out the same; else a new one, as its child. */
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
    if (standing !== null && standing.hash === plan.hash && standing.attempt === plan.attempt) return standing;
    parts.record([event("plan.proposed", { incident: incident.id, plan })]);
    return plan;
  } catch (error) {
    if (error instanceof ChironError) return error;
    throw error;
  }
}
