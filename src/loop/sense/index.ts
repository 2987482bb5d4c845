/** Sense: polls the probes of all targets, and makes readings of what they answer. */
export { intakes } from "./intake/registry.ts";
export { createPolling, type Polling } from "./polling/index.ts";
export { probes } from "./probes/registry.ts";
