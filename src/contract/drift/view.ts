/** A pattern as it is shown. */
import type { DriftPattern } from "#core/model";
import { hypothesesOf, type Surroundings } from "./hypotheses.ts";
import { type Decision, isCritical, type Pattern, passesNeeded, type Sample } from "./pattern.ts";
import { countAt, within } from "./window.ts";

export interface PatternView extends DriftPattern {
  readonly contract: string;
  readonly formats: readonly (string | null)[];
  /** Within 24 h. `times` holds the newest of them alone when there are very many. */
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly decision: Decision;
  readonly samples: readonly Sample[];
  readonly sessions: readonly string[];
  /** Real outputs that passed since, and how many in a row close it. */
  readonly passes: number;
  readonly passesNeeded: number;
}

export function viewOf(pattern: Pattern, now: number, surroundings: Surroundings): PatternView {
  const { id, gate, kind, path, contract, formats, status, total, firstAt, lastAt, decision } = pattern;
  return {
    id,
    gate,
    kind,
    path,
    contract,
    formats,
    status,
    times: within(pattern.occurrences, now).times,
    count: countAt(pattern.occurrences, now),
    total,
    firstAt,
    lastAt,
    isCritical: isCritical(pattern, now),
    state: decision.state,
    decision,
    hypotheses: hypothesesOf(pattern, surroundings),
    samples: pattern.samples,
    sessions: pattern.sessions,
    passes: pattern.passes,
    passesNeeded: passesNeeded(pattern),
  };
}
