/**
 * Writes a verdict down so that it can be judged again, later, by other policies (REASON-15). What the log tells by itself is not
 * repeated: the incident and the attempts are folds over it, and what target and runbook are declared to be is said once.
 */
import { canonicalJson, maskValues, sha256 } from "#core/lib";
import { event, type Facts, type NewEvent, type Verdict, type VerdictBasis } from "#core/model";
import type { Parts } from "../parts.ts";

/** Facts that are folds over the log; whatever else a policy may look at, now or in a later version, is kept with the verdict. */
type Told = "now" | "incident" | "target" | "runbook" | "targetAttempts" | "runbookAttempts";

/** Far more than facts have; a verdict must not make the log grow without bounds. */
const mostCharacters = 32_768;

/** The events that stand for a verdict: `plan.judged`, and before it what was not described yet. */
export function judgedEvents({ state }: Pick<Parts, "state">, verdict: Verdict, facts: Facts): readonly NewEvent[] {
  const { now, incident, target, runbook, targetAttempts, runbookAttempts, ...rest } = facts satisfies Record<
    Told,
    unknown
  >;
  const [ofTarget, ofRunbook] = [describe(target), describe(runbook)];
  const basis: VerdictBasis = { target: ofTarget.hash, runbook: ofRunbook.hash, ...fitting(rest) };
  return [
    ...(state.described.has(ofTarget.hash) ? [] : [event("target.described", { target: target.id, ...ofTarget })]),
    ...(state.described.has(ofRunbook.hash) ? [] : [event("runbook.described", { runbook: runbook.id, ...ofRunbook })]),
    event("plan.judged", { incident: incident.id, verdict, basis }),
  ];
}

interface Description {
  readonly hash: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

function describe(definition: object): Description {
  const masked = maskValues(definition as Readonly<Record<string, unknown>>) as Description["definition"];
  return { hash: sha256(canonicalJson(masked)), definition: masked };
}

/** The largest are left out first, and named. */
function fitting(facts: Readonly<Record<string, unknown>>): Pick<VerdictBasis, "facts" | "left"> {
  const sizes = Object.entries(facts).map(([name, value]) => ({ name, size: JSON.stringify(value)?.length ?? 0 }));
  let whole = sizes.reduce((sum, { size }) => sum + size, 0);
  if (whole <= mostCharacters) return { facts };
  const left: string[] = [];
  for (const { name, size } of sizes.sort((a, b) => b.size - a.size)) {
    if (whole <= mostCharacters) break;
    left.push(name);
    whole -= size;
  }
  return { facts: Object.fromEntries(Object.entries(facts).filter(([name]) => !left.includes(name))), left };
}
