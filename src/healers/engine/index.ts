/** The engine: healer of services and hosts. `runEngine` is the whole process; `createEngine` only the loop, for those who bring their own world. */
export { createEngine, type Engine, type EngineMeans } from "./engine.ts";
export { type EngineRecord, readEngineRecord } from "./record/index.ts";
export { type RunningEngine, type RunOptions, runEngine } from "./run.ts";
export { kinds, readSettings, validateConfiguration } from "./settings.ts";
