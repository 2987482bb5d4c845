/** Whether files parse, and how the broken ones are mended. */
export type { Repaired } from "./order.ts";
export { openWorkshop, repairFile, type Workshop } from "./workshop.ts";
