/**
 * Reason: from an incident to a plan. The router says how well the trouble is understood, the proposer compiles the best strategy
 * that has not been tried into an immutable plan. Nothing is decided here about whether it may run: that is the guard's.
 */
export { type ActionCatalog, type ActionFacts, compilePlan } from "./compile.ts";
export { instructed, leftOut } from "./instructed.ts";
export { matchRunbooks } from "./match.ts";
export { nextStrategy, sayPassedOver } from "./propose.ts";
export { isRefused, objectionTo, reflectOn } from "./reflect.ts";
export { type Route, route } from "./route.ts";
