/** Drift, healed as a human approved it: analyze, code, review, and one commit (CONTRACT-10). Loaded with the first chain. */
export { carryOut } from "./carrying-out.ts";
