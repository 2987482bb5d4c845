/** Brings what processes wrote beside the store (healers/mutual/side-journal) into the log. */
export { joinerOf } from "./of-engine.ts";
