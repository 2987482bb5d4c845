/** Checks in a thread apart. */
export { Checkers } from "./checkers.ts";
export type { ContractSummary, Revision } from "./orders.ts";
