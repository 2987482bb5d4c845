/** The engine: healer of services and hosts, as a whole process. */
export { tryModelHere } from "./advisor/index.ts";
export { createEngine } from "./engine.ts";
export { casesOf, type Difference, eventsOf, type Replay, replay } from "./evaluation/index.ts";
export { goesOn, type RunningEngine, runEngine } from "./run.ts";

export { showConfiguration, validateConfiguration } from "./settings.ts";
