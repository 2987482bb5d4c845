/** A contract that is behind what is sent → the smallest edit of its text (CONTRACT-10). */
export { type Amendment, amendContract, amendForViolations } from "./amend.ts";
export type { ContractChange, FieldSample } from "./change.ts";
export type { Evidence } from "./evidence.ts";
export { eventMeant, withEventRenamed } from "./rename.ts";
export { type RecordedOutput, replay } from "./replay.ts";
export { typeOfText } from "./types.ts";
