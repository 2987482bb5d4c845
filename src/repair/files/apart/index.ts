/** Processes that parse, apart from the one that asks. */
export { Lane, type LaneLimits, LaneLost, laneLimits } from "./lane.ts";
