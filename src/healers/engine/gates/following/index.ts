/** Outputs that nobody sends: files, folders and streams, read as they are written. */
export { Following } from "./following.ts";
export type { Passed } from "./source.ts";
