/** Drills: faults of Chiron's own processes on purpose, and how soon they are seen and mended. */
export { drillCommand } from "./command.ts";
export { runDrill, type SeenAt } from "./drill.ts";
export { figuresOf } from "./figures.ts";
