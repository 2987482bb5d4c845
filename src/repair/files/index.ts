export { mend, mendLimits } from "./mend.ts";
export type { Repaired, RepairOrder } from "./order.ts";
export { type CheckedFile, openWorkshop, repairFile, type Workshop } from "./workshop.ts";
