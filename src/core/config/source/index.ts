/** YAML from outside, read within bounds and with the place of every value, so that whatever is wrong can be pointed at. */
export { type Parsed, parseSource } from "./parse.ts";
export { type Path, type Source, showPath } from "./place.ts";
export { readSource } from "./read.ts";
