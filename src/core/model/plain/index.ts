/**
 * The part of the vocabulary that needs no schemas, for programs that must start at once (`chiron status`): `#core/model`
 * loads zod, which alone takes longer than all they do.
 */
export { formatDuration, parseDuration } from "../duration.ts";
export { epistemicOf } from "../epistemic.ts";
export * from "../errors.ts";
export { event, incidentOf, type NewEvent, type ProcessIdentity, type StoredEvent } from "../events.ts";
export { processStatusOf } from "../healer.ts";
export { amendmentKey, endStates, incidentStates } from "../incident.ts";
export { endedTaskStates, priorityOf } from "../mending.ts";
export { byAutonomy, newsOf, taskAfter, taskIdOf } from "../mending-fold.ts";
export { countedBy, metricNames } from "../metrics.ts";
export { transitionsOf } from "../transition.ts";
