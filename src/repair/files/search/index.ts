export { Habits } from "./habits.ts";
export { type Found, type SearchLimits, search, type Undecided } from "./search.ts";
