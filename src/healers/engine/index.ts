/** The engine: healer of services and hosts, as a whole process. */
export { tryModelHere } from "./advisor/index.ts";
export { createEngine, type Engine } from "./engine.ts";
export { casesOf, type Difference, eventsOf, type Replay, replay } from "./evaluation/index.ts";
export { builtIn, type Extensions } from "./extensions.ts";
export { restoreState } from "./restore.ts";
export { goesOn, type RunningEngine, runEngine } from "./run.ts";

export { showConfiguration, validateConfiguration, validateKept } from "./settings.ts";
export type { EngineState } from "./state.ts";
