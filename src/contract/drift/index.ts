/** Checks and decisions → patterns, hypotheses, scores (CONTRACT-05, 06, 11). */
export { Drift, type DriftChange } from "./ledger.ts";
export { type CheckedOutput, patternId } from "./pattern.ts";
