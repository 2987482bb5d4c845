/**
 * Reason: from an incident to a plan. The router says how well the trouble is understood, the agent of that domain proposes what to do,
 * and what it proposes is compiled into an immutable plan. Nothing is decided here about whether it may run: that is the guard's.
 */
export { propose } from "./agents/index.ts";
export { chaosOf, type Trouble, turnOf } from "./chaos.ts";
export { isAnswered, type Question, questionsOf } from "./checks.ts";
export { type ActionCatalog, type ActionFacts, compilePlan } from "./compile.ts";
export { type DependencyGraph, dependencyGraph } from "./dependencies.ts";
export { type Episode, similarEpisodes } from "./episodes.ts";
export { hypothesesFor } from "./hypotheses.ts";
export { instructed, leftOut } from "./instructed.ts";
export { type Candidate, concerning, matchRunbooks } from "./match.ts";
export { nextStrategy, sayPassedOver, whyNot } from "./propose.ts";
export { isRefused, objectionTo, reflectOn } from "./reflect.ts";
export { type Route, route } from "./route.ts";
