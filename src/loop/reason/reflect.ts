/**
 * The reflector (REASON-06): a plan that the Guardian refused is dropped, what it violated is kept, and the next one has to respect it. After
 * so many refusals a human decides, with all of them laid out. Pure: whatever stands in the incident, and nothing else, decides.
 */
import {
  type EventData,
  type Incident,
  type Note,
  type Plan,
  type RegisteredRunbook,
  type Risk,
  risks,
  type Strategy,
  usualMaxReflections,
  type Verdict,
  type Violation,
} from "#core/model";
import type { ActionCatalog } from "./compile.ts";

/**
 * How often a plan may be refused before a human is asked: fewer, the more a wrong plan could do harm (half a time less for each step of
 * risk), and the less is known of what is wrong (half a time less for each bit of entropy over the candidates); at least once.
 */
export function maxReflectionsOf(risk: Risk, entropy: number, most = usualMaxReflections): number {
  return Math.max(1, Math.floor(most - risks.indexOf(risk) / 2 - Math.max(0, entropy) / 2));
}

export type Reflection =
  | { readonly kind: "again"; readonly reflected: EventData["plan.reflected"] }
  /** Without `reflected`: any repair would be refused alike, so there is nothing to reflect on. */
  | { readonly kind: "human"; readonly reflected: EventData["plan.reflected"] | undefined; readonly reason: string };

/** `verdict` forbids the plan. */
export function reflectOn(incident: Incident, plan: Plan, verdict: Verdict, entropy: number): Reflection {
  const notes = verdict.notes.filter((note) => note.severity === "forbid");
  const { id, hash, runbook, runbookHash, strategy, risk } = plan;
  const violation: Violation = { plan: id, planHash: hash, runbook, runbookHash, strategy, notes };
  const reflection = incident.reflectionCount + 1;
  const maxReflections = Math.min(incident.maxReflections, maxReflectionsOf(risk, entropy));
  const reflected = { incident: incident.id, violation, reflection, maxReflections };
  const violations = [...(incident.violations ?? []), violation];
  if (notes.some(({ avoid }) => avoid?.everything === true))
    return { kind: "human", reflected: undefined, reason: notes.map(({ message }) => message).join("; ") };
  if (reflection < maxReflections) return { kind: "again", reflected };
  const counted = reflection === 1 ? "the plan was refused" : `${reflection} plans were refused`;
  return { kind: "human", reflected, reason: `${counted}: ${sayViolations(violations)}` };
}

/** `rb-a (restart): it is too late in the day | rb-a (clean start): …` */
export function sayViolations(violations: readonly Violation[]): string {
  return violations.map(({ runbook, strategy, notes }) => `${runbook} (${strategy}) – ${sayNotes(notes)}`).join(" | ");
}

function sayNotes(notes: readonly Note[]): string {
  return notes
    .map(({ policy, message, recommendation }) =>
      recommendation === undefined ? `${policy}: ${message}` : `${policy}: ${message} (${recommendation})`,
    )
    .join("; ");
}

/** Why this strategy may not be proposed for the incident (any more), in words; undefined when nothing speaks against it. */
export function objectionTo(
  { violations = [] }: Pick<Incident, "violations">,
  { runbook, hash }: Pick<RegisteredRunbook, "runbook" | "hash">,
  strategy: Strategy,
  actions: ActionCatalog,
): string | undefined {
  for (const violation of violations) {
    const isSameRunbook = violation.runbook === runbook.id && violation.runbookHash === hash;
    if (isSameRunbook && violation.strategy === strategy.name)
      return `the Guardian refused it: ${sayNotes(violation.notes)}`;
    for (const note of violation.notes) {
      const why = offence(note, isSameRunbook, strategy, strategy.risk ?? runbook.risk, actions);
      if (why !== undefined) return `${note.policy} refused another plan (${note.message}), and ${why}`;
    }
  }
  return undefined;
}

function offence(
  { avoid = {} }: Note,
  isSameRunbook: boolean,
  { steps }: Strategy,
  own: Risk,
  actions: ActionCatalog,
): string | undefined {
  if (avoid.everything === true) return "that holds for any repair";
  if (avoid.runbook === true && isSameRunbook) return "that holds for all of this runbook";
  const named = steps.find(({ action }) => avoid.actions?.includes(action) === true);
  if (named !== undefined) return `this does ${named.action} too`;
  const { riskAbove } = avoid;
  if (riskAbove === undefined) return undefined;
  const highest = [own, ...steps.map(({ action }) => actions(action)?.risk ?? "high")].reduce((one, other) =>
    risks.indexOf(other) > risks.indexOf(one) ? other : one,
  );
  return risks.indexOf(highest) > risks.indexOf(riskAbove) ? `its risk is ${highest}, too` : undefined;
}

/** A runbook of which every strategy that is left was refused, or would be: the router has to look at the next one. */
export function isRefused(
  incident: Pick<Incident, "violations" | "triedStrategies">,
  registered: RegisteredRunbook,
  actions: ActionCatalog,
): boolean {
  if ((incident.violations ?? []).length === 0) return false;
  return registered.runbook.strategies.every(
    (strategy) =>
      incident.triedStrategies.includes(strategy.name) ||
      objectionTo(incident, registered, strategy, actions) !== undefined,
  );
}
