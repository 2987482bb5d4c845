/** Reads what was learned: runbooks' versions, outcomes, what comes back, how long healing takes. Nothing of it is needed at rest. */
export { type IncidentTimes, KnowledgeReader, type LearnedEvent } from "./reader.ts";
