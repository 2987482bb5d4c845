/** What was learned, and how targets hang together, for those who ask. */
export { type KnowledgeSources, openKnowledge } from "./knowledge.ts";
