/** Coding agents: whoever is configured to be asked where no fixer can mend a file (HEALER-16). */
export { brief } from "./brief.ts";
export { agents } from "./registry.ts";
export { type AgentAttempt, type AgentMeans, type ChangedFile, type FileCheck, runAgent } from "./run.ts";
export { vanished } from "./vanished.ts";
