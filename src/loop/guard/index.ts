/**
 * Guard: the single choke point. Every plan passes here, every policy answers with notes that carry their evidence, and only
 * what comes out of `admit` can be executed: by its type at compile time, by `isAdmitted` at run time.
 */

export { breakerOf } from "./breaker.ts";
export { decisionOf } from "./decision.ts";
export { createGuard, type Guard } from "./guard.ts";
export { causeEvents, GuardMemory } from "./memory/index.ts";
export { policies } from "./policies/registry.ts";
export { isStormOver, stormSize } from "./storms.ts";
