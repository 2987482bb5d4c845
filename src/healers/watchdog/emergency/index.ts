/** Both healers are down: the watchdog's one great duty (HEALER-04 to 06). Needs Node's own modules and small files, and nothing else of Chiron. */
export type { EmergencyLimits, EmergencyMeans, Hands } from "./means.ts";
export { emergencyLimits } from "./means.ts";
export { runEmergency } from "./protocol.ts";
export { takeUpEmergency } from "./record.ts";
export { writeRecoveries } from "./recoveries.ts";
export { standBy } from "./stand-by.ts";
