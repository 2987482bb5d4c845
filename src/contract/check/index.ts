/** Outputs against a contract: valid, degraded, or a violation, and what exactly differs. */

export { type Checker, type CheckOptions, compileContract, longestOutput } from "./checker.ts";
export { eventNameOf, isPayloadKey } from "./events.ts";
export { describeType } from "./finding.ts";
