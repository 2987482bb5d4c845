/** Checks and decisions → patterns, hypotheses, scores (CONTRACT-05, 06, 11). */
export type { DriftDecision } from "./deciding.ts";
export type { ScoreAt } from "./history.ts";
export { Drift, type DriftChange, type Scope } from "./ledger.ts";
export type { LetGo } from "./limits.ts";
export type { CheckedOutput, Decision, Sample } from "./pattern.ts";
export type { PatternView } from "./view.ts";
