/**
 * Incident: the life of one anomaly on one target. `decide` functions say which events a wish makes, given what is known;
 * `evolve` folds events into the incident. Both are pure: whatever stands in the log, and nothing else, makes the state.
 */
export { episodeOf, open, type PastIncident, refresh, worthRefreshing } from "./decide.ts";
export { evolve } from "./evolve.ts";
export { canMove, isOpen, move, transitions } from "./lifecycle.ts";
