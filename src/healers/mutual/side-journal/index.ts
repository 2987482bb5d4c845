/**
 * Side journals: what a process has to say for the record while it cannot, or may not, write to the store. Each life of a process writes
 * one of its own, hash-chained like the log; the engine joins it to the log later (healers/engine/joining). Needs nothing but files.
 */
export { genesisOfWriter } from "./entry.ts";
export { makeOurs as makeSideFolder, sideJournalFolders } from "./places.ts";
export { type Found, listParts, type Part, removePart, walkJournal } from "./reader.ts";
export { openSideJournal, type SideJournal } from "./writer.ts";
