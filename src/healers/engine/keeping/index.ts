/** What the engine does for its own store, and what it does without it. */
export { goesOn, type KeptStore, keepStore } from "./keep.ts";
