/** Gathers what a model is told of an incident: what Chiron knows, and apart from it what the world said. */
import type { Incident, ModelSettings, ModelShare, ModelUse, Outcome, Reading, Target } from "#core/model";
import type { Parts } from "../../parts.ts";
import type { Question, Said } from "../types.ts";
import { offeredActions, referencesOf } from "./offers.ts";

const logBytes = 4_096;
const pastOutcomes = 20;

export interface QuestionMeans {
  readonly parts: Parts;
  /** Past repairs of this target and of this kind of trouble, the newest last. */
  readonly outcomes: (target: string) => readonly Outcome[];
}

export async function questionAbout(
  { parts, outcomes }: QuestionMeans,
  settings: ModelSettings,
  use: ModelUse,
  incident: Incident,
  target: Target,
): Promise<Question> {
  const shares = (what: ModelShare) => settings.share.includes(what);
  const said: Said[] = [];
  if (shares("evidence")) said.push(...evidenceOf(parts, incident, target));
  if (shares("evidence")) said.push(...diagnosisOf(incident));
  if (use !== "propose" || incident.verdicts.length > 0) said.push({ what: "verdicts", content: verdictsOf(incident) });
  if (shares("history"))
    said.push({ what: "past repairs", content: outcomes(target.id).slice(-pastOutcomes).map(pastOf) });
  if (shares("logs")) said.push(...(await logOf(parts, target)));
  return {
    use,
    known: knownOf(incident, target),
    actions: offeredActions(parts.actions),
    references: referencesOf(target),
    said,
  };
}

/** What its owner declared, and what Chiron itself counted. */
function knownOf(incident: Incident, target: Target): Question["known"] {
  const { type, severity, title, since, count, recurrences, flapping, domain, triedStrategies, attempts } = incident;
  return {
    trouble: {
      type,
      title,
      severity,
      since: new Date(since).toISOString(),
      seen: count,
      recurrences,
      flapping,
      domain,
    },
    target: { id: target.id, kind: target.kind, criticality: target.criticality, dependsOn: target.dependsOn },
    tried: { strategies: triedStrategies, attempts },
    steps: incident.steps.map(({ action, end, undo }) => ({ action, end, undo })),
  };
}

function evidenceOf(parts: Parts, { evidence }: Incident, target: Target): readonly Said[] {
  const { condition, reading, thresholds } = evidence;
  const others = Object.values(parts.detector().readings(target.id)).filter(({ probe }) => probe !== reading.probe);
  return [
    { what: "evidence", content: { condition, thresholds, reading: readingOf(reading) } },
    { what: "other readings", content: others.map(readingOf) },
  ];
}

/** What checks found out, and which causes Chiron itself thinks of. */
function diagnosisOf({ checks, hypotheses }: Incident): readonly Said[] {
  const found = checks.map(({ check, target, ok, finding }) => ({ check, target, ok, finding }));
  const thought = hypotheses.slice(0, 5).map(({ statement, probability, evidence }) => {
    return { statement, probability, evidence: evidence.slice(0, 5) };
  });
  return [
    ...(found.length === 0 ? [] : [{ what: "checks", content: found }]),
    ...(thought.length === 0 ? [] : [{ what: "hypotheses of Chiron itself", content: thought }]),
  ];
}

function readingOf({ probe, available, values, error, takenAt }: Reading) {
  const at = new Date(takenAt).toISOString();
  return { probe, at, available, values, ...(error === undefined ? {} : { error }) };
}

function verdictsOf({ verdicts }: Incident) {
  return verdicts.slice(-3).map(({ decision, notes }) => ({
    decision,
    notes: notes
      .filter(({ severity }) => severity !== "inform")
      .map(({ policy, severity, kind, message, recommendation }) => ({
        policy,
        severity,
        kind,
        message,
        recommendation,
      })),
  }));
}

function pastOf({ anomaly, runbook, strategy, result, effectiveness }: Outcome) {
  return { anomaly, runbook, strategy, result, effectiveness };
}

/** The end of the service's own log, where Chiron writes it. */
async function logOf({ platform }: Parts, { supervisor }: Target): Promise<readonly Said[]> {
  if (supervisor?.kind !== "direct") return [];
  try {
    const size = (await platform.files.stat(supervisor.log))?.size ?? 0;
    const bytes = await platform.files.readBytes(supervisor.log, Math.max(0, size - logBytes), logBytes);
    const lines = new TextDecoder().decode(bytes).split("\n");
    return [{ what: "end of its log", content: lines.slice(-60) }];
  } catch {
    // A log that cannot be read says nothing.
    return [];
  }
}
