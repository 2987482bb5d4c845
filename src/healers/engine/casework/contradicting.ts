/** Evidence that contradicts itself is disorder: nothing is done, and a human gets it laid out. Said twice, since one side may only be later. */
import { event, type Incident, type Target } from "#core/model";
import { route } from "#loop/reason";
import { contradictionAmong } from "../contradictions.ts";
import type { Parts } from "../parts.ts";
import { askedRoute } from "../triggers/index.ts";
import { escalate, hold } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

const policy = "contradiction";
const againAfterMs = 2_000;

/** Undefined: nothing contradicts itself, or somebody who knows more asks for a certain repair. */
export async function heedContradiction(
  parts: Parts,
  tools: Tools,
  incident: Incident,
  target: Target,
): Promise<Next | undefined> {
  if (incident.humanOverrideInstructions !== null || askedRoute(parts, incident) !== undefined) return undefined;
  const found = await contradictionAmong(parts, incident, target);
  const current = parts.state.incident(incident.id);
  if (current?.state !== incident.state) return "again";
  if (found === undefined) return undefined;
  if (current.hold?.policy !== policy) {
    const until = parts.platform.clock.now() + againAfterMs;
    hold(parts, current, { policy, reason: `${found.words}; they are asked once more`, until });
    tools.wakeAt(current.id, until);
    return "rest";
  }
  const { type } = current;
  const routed = route({ type, candidates: [], failures: 0, chaos: undefined, contradiction: found.words });
  parts.record([event("incident.routed", { incident: current.id, ...routed })]);
  return escalate(parts, tools, current, routed.why);
}
