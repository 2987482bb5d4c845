/** Sense: polls the probes of all targets, and makes readings of what they answer; once something is wrong, checks ask further. */
export { checks } from "./checks/registry.ts";
export { runCheck } from "./checks/run.ts";
export { intakes } from "./intake/registry.ts";
export { createPolling, type Polling } from "./polling/index.ts";
export { probes } from "./probes/registry.ts";
