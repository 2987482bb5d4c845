/** FLOWS.md → flows; a pattern → its flow; both → a chain that a human approves, changes or cancels (CONTRACT-09). */
export { type ChainChanges, compileChain, isSealed, modifyChain, readySteps } from "./chain.ts";
export type { Flow } from "./flow.ts";
export { readFlows } from "./read.ts";
export { routeFlow } from "./route.ts";
