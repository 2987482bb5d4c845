/** Drills of Chiron's own processes: allowed, kept on record, and begun by the clock. */
export { beginDrill, finishDrill } from "./commands.ts";
export { DrillSchedule } from "./schedule.ts";
