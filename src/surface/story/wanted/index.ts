/** What an incident wants of its reader; a door of its own, since only whoever shows incidents loads it. */
export { needsHuman, wantedOf } from "./wanted.ts";
