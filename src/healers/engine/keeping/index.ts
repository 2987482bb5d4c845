/** What the engine does for its own store, and what it does without it. */
export { goesOn, keepStore } from "./keep.ts";
export { mayPass, spellAfter, troubleOf, Unwritable } from "./spell.ts";
