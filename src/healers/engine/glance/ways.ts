/** Every way that is known for a trouble, and why it was taken or not. */
import type { Incident, Runbook, StoredEvent, Strategy, Target, Way } from "#core/model";
import { risks } from "#core/model";
import { type Candidate, concerning, leftOut, matchRunbooks, whyNot } from "#loop/reason";
import { sentence } from "#surface/story";
import type { Parts } from "../parts.ts";
import { situationOf } from "../situation.ts";

type Standing = Pick<Way, "state" | "why">;

export function waysOf(
  parts: Parts,
  incident: Incident,
  target: Target,
  events: readonly StoredEvent[],
): readonly Way[] {
  const situation = situationOf(parts, incident, target);
  const registered = concerning(parts.registry().list, situation);
  const candidates = matchRunbooks(registered, situation, (one) => parts.registry().confidenceOf(one));
  return candidates.flatMap((candidate) => {
    const { runbook } = candidate.registered;
    return runbook.strategies.map((strategy): Way => {
      const standing =
        historyOf(incident, runbook, strategy, events) ??
        (incident.endedAt === null
          ? standingOf(parts, incident, candidate, whyNot(runbook, strategy, situation), strategy)
          : possible("It was not needed."));
      return {
        runbook: runbook.id,
        title: runbook.title,
        strategy: strategy.name,
        actions: strategy.steps.map(({ action }) => action),
        risk: riskOf(parts, runbook, strategy),
        ...standing,
      };
    });
  });
}

/** What is on record about it. */
function historyOf(
  { plan, violations = [], why, outcome }: Incident,
  { id }: Runbook,
  { name }: Strategy,
  events: readonly StoredEvent[],
): Standing | undefined {
  const isIt = (other: { readonly runbook: string; readonly strategy: string } | null | undefined) =>
    other?.runbook === id && other.strategy === name;
  const plans = new Set(
    events.flatMap((one) => (one.type === "plan.proposed" && isIt(one.data.plan) ? [one.data.plan.id] : [])),
  );
  const failed = events.findLast((one) => one.type === "plan.failed" && plans.has(one.data.plan));
  if (outcome?.result === "recovered" && isIt(outcome)) return { state: "helped", why: "It healed it." };
  if (failed?.type === "plan.failed")
    return { state: "tried", why: sentence(`It did not help: ${failed.data.reason}`) };
  const refused = violations.find(isIt);
  if (refused !== undefined) {
    const notes = refused.notes.map(({ message }) => message).join("; ");
    return { state: "refused", why: sentence(`The Guardian refused it: ${notes}`) };
  }
  const answer = answerTo(plans, events);
  if (answer !== undefined) return answer;
  return isIt(plan) ? { state: "chosen", why: why ?? "It was asked for by hand." } : undefined;
}

/** A human's no to it, unless it was asked again since. */
function answerTo(plans: ReadonlySet<string>, events: readonly StoredEvent[]): Standing | undefined {
  const asked = events.flatMap((one) =>
    one.type === "approval.asked" && plans.has(one.data.approval.plan) ? [one.data.approval.id] : [],
  );
  const answered = events.findLast((one) => one.type === "approval.answered" && one.data.approval === asked.at(-1));
  if (answered?.type !== "approval.answered") return undefined;
  const { status, reason } = answered.data;
  if (status === "timed_out") return { state: "refused", why: "Nobody answered in time, which is a no." };
  if (status !== "rejected" && status !== "modified") return undefined;
  const what = status === "rejected" ? "rejected it" : "asked for another way";
  return { state: "refused", why: `${answered.actor} ${what}${reason === null ? "" : ` (“${reason}”)`}.` };
}

/** What speaks against it now, or what comes before it. */
function standingOf(
  parts: Parts,
  { humanOverrideInstructions, plan, runbook: routed }: Incident,
  { registered: { runbook }, missing, unknown }: Candidate,
  objection: string | undefined,
  strategy: Strategy,
): Standing {
  if (unknown.length > 0) return unfit(`It is not known whether its symptoms hold: ${unknown.join("; ")}`);
  if (missing.length > 0) return unfit(`Its symptoms do not hold: ${missing.join("; ")}`);
  if (objection !== undefined) return unfit(objection);
  if (humanOverrideInstructions?.runbook === runbook.id) {
    const against = leftOut(runbook, strategy, humanOverrideInstructions, parts.actionCatalog);
    if (against !== undefined)
      return { state: "refused", why: `${humanOverrideInstructions.by} left it out: ${against}.` };
  }
  const first = plan === null ? routed : plan.runbook;
  if (first !== null && first !== runbook.id) return possible(`${first} comes before it.`);
  if (plan !== null) return possible(`“${plan.strategy}” comes before it.`);
  return possible("Nothing speaks against it.");
}

function unfit(why: string): Standing {
  return { state: "unfit", why: sentence(why) };
}

function possible(why: string): Standing {
  return { state: "possible", why };
}

function riskOf({ actionCatalog }: Parts, runbook: Runbook, { risk, steps }: Strategy): Way["risk"] {
  const all = [risk ?? runbook.risk, ...steps.map(({ action }) => actionCatalog(action)?.risk ?? "high")];
  return risks[Math.max(...all.map((one) => risks.indexOf(one)))] ?? "high";
}
