/** Which configuration the engine runs with: the one that stands there, or the last that worked (HEALER-07). */

export { InForce } from "./in-force.ts";
export { keptFiles } from "./kept-files.ts";
export { type Fallback, openConfiguration } from "./source.ts";
