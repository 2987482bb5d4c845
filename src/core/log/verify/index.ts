/** Proves that the log is whole, or names what was done to it. */
export { type Verification, type VerifyOptions, verifyLog } from "./verify.ts";
