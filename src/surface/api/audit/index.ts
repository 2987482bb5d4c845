/** The log searched. Loaded with the first search. */
export { searchLog } from "./search.ts";
