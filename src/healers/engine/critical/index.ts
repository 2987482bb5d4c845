/** Keeps on disk what the watchdog needs to bring critical targets back while no engine lives (HEALER-06). */
export { criticalNow } from "./critical-now.ts";
export { type CriticalKeeper, keepCritical } from "./keeper.ts";
