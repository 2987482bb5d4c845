/** What delegates may do while no engine is there to judge: grants in a file, checked and audited at every use (ADR 0022). */

export { type KeptGrant, type Now, readGrants, revokeByHand, standingGrants } from "./kept.ts";
export { type GrantRequest, Ledger, type LedgerMeans, revokeLeftOver, type Use, type UseResult } from "./ledger.ts";
