/** Whether files parse, and how the broken ones are mended. */
export type { Repaired, RepairOrder } from "./order.ts";
export { type CheckedFile, openWorkshop, repairFile, type Workshop } from "./workshop.ts";
