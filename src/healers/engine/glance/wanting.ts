/** Which of many open incidents are shown first, without sorting all of them. */
import { type Incident, severities, type WaitingQuestion } from "#core/model";
import { needsHuman } from "#surface/story/wanted";

/** Open incidents come in the order in which they opened, and stay in it among their like. */
export function mostWanted(open: Iterable<Incident>, limit: number) {
  const ranks: Incident[][] = Array.from({ length: severities.length * 3 }, () => []);
  let needHuman = 0;
  for (const incident of open) {
    const needs = needsHuman(incident);
    if (needs) needHuman++;
    // Where somebody is on it already, nobody else is needed first.
    const urgency = needs ? (incident.acknowledged === null ? 0 : 1) : 2;
    const severity = severities.length - 1 - severities.indexOf(incident.severity);
    const like = ranks[urgency * severities.length + severity];
    if (like !== undefined && like.length < limit) like.push(incident);
  }
  return { first: ranks.flat().slice(0, limit), needHuman };
}

/** The most urgent first. */
export function waitingQuestions(open: Iterable<Incident>, limit: number) {
  const waiting: WaitingQuestion[] = [];
  for (const { approval, plan, target, title, severity } of open) {
    if (approval?.status !== "waiting" || plan === null) continue;
    const { incident, planHash, deadline } = approval;
    const { runbook, strategy, risk } = plan;
    waiting.push({ incident, planHash, deadline, target, title, severity, runbook, strategy, risk });
  }
  waiting.sort((one, other) => one.deadline - other.deadline);
  return { first: waiting.slice(0, limit), total: waiting.length };
}
