/** Containment first: while several critical targets are in trouble, one has its turn and all others wait (REASON-01, chaotic). */
import type { Incident } from "#core/model";
import { beginIfChaos, containmentPolicy, heldByContainment } from "../containment.ts";
import type { Parts } from "../parts.ts";
import { hold } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

/** Undefined: nothing stands in the way. */
export function waitForTurn(parts: Parts, tools: Tools, incident: Incident): Next | undefined {
  if (beginIfChaos(parts, incident)) tools.telling.contained(incident.id);
  const reason = heldByContainment(parts, incident);
  if (reason === undefined) return undefined;
  hold(parts, parts.state.incident(incident.id) ?? incident, { policy: containmentPolicy, reason, until: null });
  return "rest";
}
