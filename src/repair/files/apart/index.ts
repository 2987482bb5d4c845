export { Lane, type LaneLimits, LaneLost, laneLimits } from "./lane.ts";
