/** Attempts and verdicts as an evaluation set, and what other policies would have made of them (REASON-15). */
export { judgedEvents } from "./basis.ts";
export { casesOf, eventsOf } from "./cases.ts";
export { type Difference, type Replay, replay } from "./replay.ts";
