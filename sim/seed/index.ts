/** One seed: a world of its own, so many days, and what became of them. */
export { runSeed, type SeedResult } from "./run.ts";
