/** The log's reading side. A door of its own, because what is behind it loads in a few milliseconds. */

export type { IncidentTimes, KnowledgeReader, LearnedEvent } from "../knowledge/index.ts";
export type { KeptState } from "../projections/state.ts";
export { type HarmonyEvent, type HarmonyPage, HarmonyReader } from "./harmony.ts";
export { type KeptScan, MendingReader } from "./mending.ts";
export { LogReader, openLogReader } from "./reader.ts";
export type { OutcomeQuery, RestartRecord, RunbookRecord, ServiceRecord, Silence } from "./rows.ts";
