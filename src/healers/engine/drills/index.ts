/** Drills of Chiron's own processes: allowed, kept on record, and begun by the clock. */
export { drill } from "./commands.ts";
export { DrillSchedule } from "./schedule.ts";
