/** The engine: healer of services and hosts, as a whole process. */
export { createEngine } from "./engine.ts";
export { goesOn, type RunningEngine, runEngine } from "./run.ts";

export { showConfiguration, validateConfiguration } from "./settings.ts";
