/** Learn: what an attempt came to, and what is believed about a runbook because of it. */
export { betaLowerBound, confidenceFrom, effectivenessOf, type WeightedOutcome } from "./confidence.ts";
export { type Attempt, recordOutcome } from "./outcome.ts";
