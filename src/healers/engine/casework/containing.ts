/** Containment first: while several critical targets are in trouble, one has its turn and all others wait (REASON-01, chaotic). */
import type { Incident } from "#core/model";
import { containmentPolicy, heldByContainment } from "../containment.ts";
import type { Parts } from "../parts.ts";
import { waitsForOthers } from "./gathering.ts";
import { hold } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

/**
 * For a plan that would run, or be asked for, now: what any policy holds back for good reason stays held by that, and takes no turn.
 * Undefined: nothing stands in the way.
 */
export function waitForTurn(parts: Parts, tools: Tools, incident: Incident): Next | undefined {
  const reason = heldByContainment(parts, incident);
  if (reason === undefined) return undefined;
  // Held by containment instead, it would be given the turn at once, ask the others again, and so on without end.
  const until = waitsForOthers(parts, incident);
  if (until === undefined) hold(parts, incident, { policy: containmentPolicy, reason, until: null });
  else tools.wakeAt(incident.id, until);
  return "rest";
}
