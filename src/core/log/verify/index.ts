/** Proves that the log is whole, or names what was done to it. */
export { verifyLog } from "./verify.ts";
