/** The log looked through and proved whole, for surfaces. */
export { createAudit } from "./audit.ts";
