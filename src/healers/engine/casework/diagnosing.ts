/**
 * From a fresh incident to a plan that is ready to be judged: what it depends on, what is contained, what the checks say, in which domain
 * it is, and what the agent of that domain proposes. Where one runbook fits and asks for no checks, nothing of this waits for anything.
 */
import { ChironError, event, type Hypothesis, type Incident, messageOf, type Target } from "#core/model";
import {
  type Candidate,
  concerning,
  isRefused,
  matchRunbooks,
  objectionTo,
  propose,
  questionsOf,
  type Route,
  route,
} from "#loop/reason";
import { harmStanding } from "../alarms.ts";
import { beginIfChaos, isContained } from "../containment.ts";
import { allQuestions, askChecks, recordDiagnosis, thinkOf, unanswered } from "../diagnosis.ts";
import type { Parts } from "../parts.ts";
import { planFor, runbookFor } from "../planning.ts";
import { situationOf } from "../situation.ts";
import { askedRoute } from "../triggers/index.ts";
import { heedContradiction } from "./contradicting.ts";
import { waitForOthers } from "./gathering.ts";
import { waitForRoot } from "./inhibiting.ts";
import { judge } from "./judging.ts";
import { lookAgain } from "./looking.ts";
import { judgeProposal, proposalFor } from "./proposed.ts";
import { escalate } from "./resting.ts";
import type { Next, Tools } from "./tools.ts";

interface Picture {
  readonly candidates: readonly Candidate[];
  readonly routed: Route;
}

export async function diagnose(parts: Parts, tools: Tools, incident: Incident, target: Target): Promise<Next> {
  const waits = await waitForRoot(parts, tools, incident, target);
  if (waits !== undefined) return waits;
  beginIfChaos(parts, parts.state.incident(incident.id) ?? incident);
  // Right after a start nothing has been read yet, and symptoms cannot be judged on nothing.
  const unread = target.probes.some((probe) => parts.detector().readings(target.id)[probe.id] === undefined);
  if (unread) await parts.sensing.probeNow(target.id);
  const contradicts = await heedContradiction(parts, tools, incident, target);
  if (contradicts !== undefined) return contradicts;
  const proposed = proposalFor(parts, incident);
  if (proposed !== undefined) return judgeProposal(parts, tools, incident, target, proposed);
  await askDeclared(parts, incident, target);
  if (!isStanding(parts, incident)) return "again";
  let picture = pictureOf(parts, incident, target);
  if (picture.routed.runbook === null) {
    // Nothing fits. Before a human is called: is the picture a fresh one, and is there still something to call them for?
    const rest = await lookAgain(parts, tools, incident, target);
    if (rest !== undefined) return rest;
    const wait = await waitForOthers(parts, tools, incident, target);
    if (wait !== undefined) return wait;
    await parts.sensing.probeNow(target.id);
    picture = pictureOf(parts, incident, target);
    if (picture.routed.runbook === null) await askEverything(parts, incident, target);
  }
  const current = parts.state.incident(incident.id);
  if (current?.state !== "diagnosing") return "again";
  return goOn(parts, tools, current, target, picture);
}

async function goOn(
  parts: Parts,
  tools: Tools,
  incident: Incident,
  target: Target,
  { candidates, routed }: Picture,
): Promise<Next> {
  const hypotheses = think(parts, incident, target, { candidates, routed });
  const proposal = propose({
    incident,
    target,
    candidates,
    hypotheses,
    route: routed,
    situation: situationOf(parts, incident, target),
    actions: parts.actionCatalog,
    find: (id) => runbookFor(parts, incident, id),
    objection: (registered, strategy) => objectionTo(incident, registered, strategy, parts.actionCatalog),
  });
  const runbook = proposal.kind === "plan" ? proposal.registered.runbook.id : routed.runbook;
  const why = proposal.kind === "plan" ? (proposal.why ?? routed.why) : routed.why;
  if (incident.domain !== routed.domain || incident.runbook !== runbook)
    parts.record([event("incident.routed", { incident: incident.id, ...routed, runbook, why })]);
  if (proposal.kind === "human") return escalate(parts, tools, incident, proposal.reason);
  const { registered, strategy } = proposal;
  const current = parts.state.incident(incident.id) ?? incident;
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

function isStanding(parts: Parts, { id, state }: Incident): boolean {
  return parts.state.incident(id)?.state === state;
}

function pictureOf(parts: Parts, { id }: Incident, target: Target): Picture {
  const incident = parts.state.incident(id) as Incident;
  const registry = parts.registry();
  const all = matchRunbooks(
    registry.matching(incident.type),
    situationOf(parts, incident, target),
    registry.confidenceOf,
  );
  // What the Guardian refused altogether makes room for the next that fits.
  const open = all.filter(({ registered }) => !isRefused(incident, registered, parts.actionCatalog));
  const candidates = open.length > 0 ? open : all;
  const asked = routeAskedFor(incident) ?? askedRoute(parts, incident);
  if (asked !== undefined) return { candidates, routed: asked };
  const contained = isContained(parts, incident) ? parts.state.recent.containment?.reason : undefined;
  const chaos = contained ?? harmStanding(parts);
  const routed = route({ type: incident.type, candidates, failures: failuresOf(parts, incident), chaos });
  return { candidates, routed };
}

const failuresCountMs = 3_600_000;

/** Repairs of this very trouble that failed since one last held. */
function failuresOf({ state, platform }: Parts, { target, type }: Incident): number {
  const since = platform.clock.now() - failuresCountMs;
  let failures = 0;
  for (const attempt of state.attempts) {
    if (attempt.target !== target || attempt.anomaly !== type || attempt.at < since) continue;
    failures = attempt.result === "recovered" ? 0 : failures + 1;
  }
  return failures;
}

/** What the runbooks that are for such a trouble ask for before their symptoms can be judged. */
async function askDeclared(parts: Parts, incident: Incident, target: Target): Promise<void> {
  const questions = questionsOf(concerning(parts.registry().matching(incident.type), { incident, target }), target);
  const asked = unanswered(parts, incident, questions);
  if (asked.length > 0) await ask(parts, incident, target, asked);
}

/** Nothing is known to fit: everything that can be asked is asked. */
async function askEverything(parts: Parts, incident: Incident, target: Target): Promise<void> {
  const asked = unanswered(parts, parts.state.incident(incident.id) ?? incident, allQuestions(parts, target));
  if (asked.length > 0) await ask(parts, incident, target, asked);
}

async function ask(
  parts: Parts,
  { id, state }: Incident,
  target: Target,
  questions: Parameters<typeof askChecks>[2],
): Promise<void> {
  const found = await askChecks(parts, target, questions);
  const current = parts.state.incident(id);
  if (current?.state === state) recordDiagnosis(parts, current, found, current.hypotheses);
}

/** Where there is more than one answer, or none, what may be the cause is written down, for whoever decides and whoever reads. */
function think(
  parts: Parts,
  incident: Incident,
  target: Target,
  { candidates, routed }: Picture,
): readonly Hypothesis[] {
  if (routed.domain === "clear" && incident.checks.length === 0) return incident.hypotheses;
  const hypotheses = thinkOf(parts, incident, target, candidates, routed.runbook === null);
  const isNew =
    hypotheses.length !== incident.hypotheses.length ||
    hypotheses.some(({ id }, at) => id !== incident.hypotheses[at]?.id);
  if (isNew) recordDiagnosis(parts, incident, [], hypotheses);
  return hypotheses;
}
