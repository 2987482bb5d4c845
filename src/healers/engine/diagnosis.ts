/** Runs checks side by side, and keeps what they found with the incident. */
import {
  type CheckContext,
  type CheckResult,
  combineReadings,
  event,
  type Hypothesis,
  type Incident,
  type Target,
} from "#core/model";
import { type Candidate, hypothesesFor, isAnswered, type Question, similarEpisodes } from "#loop/reason";
import { runCheck } from "#loop/sense";
import { graphOf } from "./dependencies.ts";
import type { Parts } from "./parts.ts";

/** What was found out longer ago is asked again. */
const freshMs = 60_000;

/** Those of the questions that nobody has answered lately. */
export function unanswered(
  parts: Parts,
  { checks, diagnosedAt }: Incident,
  questions: readonly Question[],
): readonly Question[] {
  if (questions.length === 0) return questions;
  const isFresh = diagnosedAt !== null && parts.platform.clock.now() - diagnosedAt < freshMs;
  return isFresh ? questions.filter((question) => !isAnswered(question, checks)) : questions;
}

/** Every check that has something to look at on such a target, as it is by itself. */
export function allQuestions({ checks }: Parts, target: Target): readonly Question[] {
  return [...checks.values()]
    .filter(({ schema, applies }) => {
      const parsed = schema.safeParse({});
      return parsed.success && applies(target, parsed.data);
    })
    .map(({ name }) => ({ check: name, options: {} }));
}

export async function askChecks(
  parts: Parts,
  target: Target,
  questions: readonly Question[],
): Promise<readonly CheckResult[]> {
  const context = contextOf(parts, target);
  const results = questions.map(async ({ check: name, options }): Promise<CheckResult> => {
    const check = parts.checks.get(name);
    if (check !== undefined) return runCheck(check, target, options, context);
    const finding = `there is no check ${JSON.stringify(name)}`;
    return { check: name, target: target.id, options, ok: null, finding, values: {}, durationMs: 0 };
  });
  return Promise.all(results);
}

function contextOf(parts: Parts, target: Target): CheckContext {
  const { clock, files, processes, network } = parts.platform;
  return {
    ...{ clock, files, processes, network },
    services: parts.services,
    signal: parts.stopping,
    readings: parts.detector().readings(target.id),
    dependencies: [...graphOf(parts).upstream(target.id)],
    lookAt: (id) => lookAt(parts, id),
    changes: parts.state.recent.changes,
  };
}

/** Its rules judge it; one that no rule watches is well when its probes answer and none says otherwise. */
async function lookAt(parts: Parts, id: string): Promise<"good" | "bad" | "unknown"> {
  const target = parts.target(id);
  if (target === undefined) return "unknown";
  await parts.sensing.probeNow(id);
  for (const incident of parts.state.open.values()) if (incident.target === id) return "bad";
  const health = parts.detector().health(target);
  if (health === "bad") return "bad";
  const reading = combineReadings(parts.detector().readings(id));
  if (reading === undefined || !reading.available) return reading?.values.serving === false ? "bad" : "unknown";
  return reading.values.serving === false ? "bad" : "good";
}

/** The causes that are thought of, the most probable first. Episodes are only looked for where nothing else is known. */
export function thinkOf(
  parts: Parts,
  incident: Incident,
  target: Target,
  candidates: readonly Candidate[],
  remember: boolean,
): readonly Hypothesis[] {
  const now = parts.platform.clock.now();
  const anomalies = parts.state.recent.anomalies(
    target,
    graphOf(parts),
    (id) => parts.target(id)?.group,
    now,
    incident.id,
  );
  const episodes = remember ? similarEpisodes(incident, target, parts.episodes()) : [];
  return hypothesesFor({
    candidates,
    checks: incident.checks,
    anomalies,
    episodes,
    ageMs: Math.max(0, now - incident.since),
  });
}

/** What is asked anew takes the place of what was known; the rest stays. */
export function recordDiagnosis(
  parts: Parts,
  incident: Incident,
  found: readonly CheckResult[],
  hypotheses: readonly Hypothesis[],
): void {
  const kept = incident.checks.filter((old) => !found.some((one) => isAnswered(old, [one])));
  parts.record([event("incident.diagnosed", { incident: incident.id, checks: [...kept, ...found], hypotheses })]);
}
