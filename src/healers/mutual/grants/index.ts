/** What delegates may do while no engine is there to judge: grants in a file, checked and audited at every use (ADR 0022). */

export { type Now, readGrants, revokeByHand, standingGrants } from "./kept.ts";
export { Ledger, revokeLeftOver, type Use } from "./ledger.ts";
