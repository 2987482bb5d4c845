/** From many proposals to the one that is made, or to none. */
export { Habits } from "./habits.ts";
export { type Judges, type SearchLimits, search } from "./search.ts";
export { StructureJudge } from "./structure.ts";
