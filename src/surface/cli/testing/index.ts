/** The real command line as a process, and an engine that answers as it is told, on a real socket. */
export { chironUp, endProcess, isRunning, writeConfiguration } from "./chiron-up.ts";
export { startFakeEngine } from "./fake-engine.ts";
export { runChiron } from "./run-chiron.ts";
export { sampleRunbook, sampleStatus, sampleSummary, sampleTarget } from "./samples.ts";
