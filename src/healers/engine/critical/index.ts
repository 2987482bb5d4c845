/** Keeps on disk what the watchdog needs to bring critical targets back while no engine lives (HEALER-06). */
export { keepCriticalOf, type Provision } from "./of-engine.ts";
