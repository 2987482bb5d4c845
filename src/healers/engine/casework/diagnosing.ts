/** From a fresh incident to a plan that is ready to be judged. */
import { ChironError, event, type Incident, messageOf, type Strategy, type Target } from "#core/model";
import { isRefused, matchRunbooks, nextStrategy, objectionTo, type Route, route, sayPassedOver } from "#loop/reason";
import type { Parts } from "../parts.ts";
import { planFor, runbookFor } from "../planning.ts";
import { situationOf } from "../situation.ts";
import { askedRoute } from "../triggers/index.ts";
import { waitForOthers } from "./gathering.ts";
import { judge } from "./judging.ts";
import { lookAgain } from "./looking.ts";
import { judgeProposal, proposalFor } from "./proposed.ts";
import { escalate } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

export async function diagnose(parts: Parts, tools: Tools, incident: Incident, target: Target): Promise<Next> {
  // Right after a start nothing has been read yet, and symptoms cannot be judged on nothing.
  const unread = target.probes.some((probe) => parts.detector().readings(target.id)[probe.id] === undefined);
  if (unread) await parts.sensing.probeNow(target.id);
  const proposed = proposalFor(parts, incident);
  if (proposed !== undefined) return judgeProposal(parts, tools, incident, target, proposed);
  let routed = routeAskedFor(incident) ?? matchAndRoute(parts, incident, target);
  if (routed.runbook === null) {
    // Nothing fits. Before a human is called: is the picture a fresh one, and is there still something to call them for?
    const rest = await lookAgain(parts, tools, incident, target);
    if (rest !== undefined) return rest;
    const wait = await waitForOthers(parts, tools, incident, target);
    if (wait !== undefined) return wait;
    await parts.sensing.probeNow(target.id);
    routed = matchAndRoute(parts, incident, target);
  }
  const current = parts.state.incident(incident.id);
  if (current?.state !== "diagnosing") return "again";
  if (current.domain !== routed.domain || current.runbook !== routed.runbook) {
    parts.record([event("incident.routed", { incident: current.id, ...routed })]);
  }
  const registered = routed.runbook === null ? undefined : runbookFor(parts, current, routed.runbook);
  if (registered === undefined) return escalate(parts, tools, current, routed.why);
  const situation = situationOf(parts, current, target);
  const objection = (one: Strategy) => objectionTo(current, registered, one, parts.actionCatalog);
  const { strategy, passedOver } = nextStrategy(registered.runbook, current.triedStrategies, situation, objection);
  if (strategy === undefined) {
    const why = passedOver.map((one) => `; ${sayPassedOver(one)}`).join("");
    return escalate(parts, tools, current, `${registered.runbook.id} has no strategy left that applies${why}`);
  }
  const plan = planFor(parts, current, target, registered, strategy);
  if (plan instanceof ChironError) return escalate(parts, tools, current, messageOf(plan));
  return judge(parts, tools, { incident: current, target, registered, plan });
}

/** Where a human has said by which runbook, nothing is left to route. */
function routeAskedFor({ humanOverrideInstructions: asked, domain }: Incident): Route | undefined {
  if (asked === null) return undefined;
  const why = `${asked.by} asked for a plan of ${asked.runbook}.`;
  return { domain: domain ?? "complicated", confidence: 1, entropy: 0, runbook: asked.runbook, why };
}

function matchAndRoute(parts: Parts, incident: Incident, target: Target): Route {
  const asked = askedRoute(parts, incident);
  if (asked !== undefined) return asked;
  const registry = parts.registry();
  const candidates = matchRunbooks(
    registry.matching(incident.type),
    situationOf(parts, incident, target),
    registry.confidenceOf,
  );
  // What the Guardian refused altogether makes room for the next that fits.
  const open = candidates.filter(({ registered }) => !isRefused(incident, registered, parts.actionCatalog));
  return route(incident.type, open.length > 0 ? open : candidates);
}
