/** Learn: what an attempt came to, what is believed about a runbook because of it, and what a person's fix teaches. */
export { changesNothing, type Decided, withDecisions } from "./amendments.ts";
export { confidenceFrom, type WeightedOutcome } from "./confidence.ts";
export { draftOf, type FixCommand, stepsOfFix } from "./draft.ts";
export { compareDryRun, type DryRun, mayGraduate } from "./dry-run.ts";
export { recordOutcome } from "./outcome.ts";
export { postMortemOf } from "./postmortem.ts";
