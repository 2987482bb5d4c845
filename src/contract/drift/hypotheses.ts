/**
 * Why does it differ? Four explanations, ranked, each with what speaks for it (CONTRACT-05).
 *
 * Each begins with one point, for what nobody knows; each rule that applies gives points to one of them, and says why. The confidence is its
 * share of all points: 0.25 each without evidence, and never 1. The points are judgement, not measurement: 1 is a hint, 2 is usual, 3 and 4
 * are what a person who looks at the outputs would decide by.
 */
import type { DriftHypothesis } from "#core/model";
import type { Pattern } from "./pattern.ts";
import { rules } from "./rules.ts";

const kinds: readonly DriftHypothesis["kind"][] = [
  "contract_stale",
  "producer_drifted",
  "parser_too_strict",
  "deliberate_evolution",
];

export interface Surroundings {
  /** Other patterns of the gate that are not closed. */
  readonly others: readonly Pattern[];
  /** When the contract's text last changed; null: not since it is known. */
  readonly contractChangedAt: number | null;
}

/** Best first; of equals, the one that asks for the smaller change. */
export function hypothesesOf(pattern: Pattern, surroundings: Surroundings): readonly DriftHypothesis[] {
  const found = rules.flatMap((rule) => rule({ pattern, ...surroundings }));
  const ranked = kinds.map((kind) => {
    const mine = found.filter((clue) => clue.speaksFor === kind);
    return {
      kind,
      points: mine.reduce((sum, { points }) => sum + points, 1),
      evidence: mine.toSorted((a, b) => b.points - a.points).map(({ because }) => because),
    };
  });
  const all = ranked.reduce((sum, { points }) => sum + points, 0);
  return ranked
    .sort((a, b) => b.points - a.points)
    .map(({ kind, points, evidence }) => ({ kind, confidence: Math.round((100 * points) / all) / 100, evidence }));
}
