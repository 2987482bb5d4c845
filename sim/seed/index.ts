/** One seed: a world of its own, so many days, and what became of them. */
export { runSeed } from "./run.ts";
export type { SeedResult } from "./types.ts";
