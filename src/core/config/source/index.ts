/** YAML from outside, read within bounds and with the place of every value, so that whatever is wrong can be pointed at. */
export { parseSource } from "./parse.ts";
export type { Path, Source } from "./place.ts";
export { readSource } from "./read.ts";
