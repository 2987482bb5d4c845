/** Learn: what an attempt came to, and what is believed about a runbook because of it. */
export { confidenceFrom, type WeightedOutcome } from "./confidence.ts";
export { recordOutcome } from "./outcome.ts";
