/** The door to a language model (REASON-07). Off unless `model` stands in chiron.yaml; then asked beside the work, never in its way. */
export { type Counsel, createCounsel } from "./counsel.ts";
export { tryModelHere } from "./here.ts";
export { ModelLedger } from "./ledger.ts";
export { isModelRunbook, registeredProposal } from "./naming.ts";
export { openAdvisor } from "./opening.ts";
export type { OpenAdvisor } from "./types.ts";
