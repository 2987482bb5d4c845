/** Containment first: while several critical targets are in trouble, one has its turn and all others wait (REASON-01, chaotic). */
import type { Incident } from "#core/model";
import { containmentPolicy, heldByContainment } from "../containment.ts";
import type { Parts } from "../parts.ts";
import { hold } from "./resting.ts";
import type { Next } from "./tools.ts";

/**
 * For a plan that would run, or be asked for, now: what any policy holds back for good reason stays held by that, and takes no turn.
 * Undefined: nothing stands in the way.
 */
export function waitForTurn(parts: Parts, incident: Incident): Next | undefined {
  const reason = heldByContainment(parts, incident);
  if (reason === undefined) return undefined;
  hold(parts, parts.state.incident(incident.id) ?? incident, { policy: containmentPolicy, reason, until: null });
  return "rest";
}
