/** From many proposals to the one that is made, or to none. */
export { Habits } from "./habits.ts";
export { type SearchLimits, search } from "./search.ts";
