/**
 * Detect: readings in, anomalies out. A reading is held against the rules of its target; suspicion becomes an anomaly only
 * once it is confirmed, and ends only by good readings. A missing reading is neither (HOST-06).
 */
export { type Baselines, createBaselines } from "./baselines.ts";
export { createDetector, type Detector } from "./detector.ts";
export type { Detection } from "./suspicion.ts";
