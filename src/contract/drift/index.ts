/** Checks and decisions → patterns, hypotheses, scores (CONTRACT-05, 06, 11). */
export { thinned } from "./history.ts";
export { Drift, type DriftChange } from "./ledger.ts";
export { type CheckedOutput, patternId } from "./pattern.ts";
export { weightOf } from "./score.ts";
