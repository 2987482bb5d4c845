/** What operators switch: silences, maintenance windows, change freezes, services stopped on purpose. */
export { Boundaries } from "./boundaries.ts";
export { addSilence, endMaintenance, removeSilence, startMaintenance } from "./commands.ts";
export { Operating } from "./operating.ts";
export { startTarget, stopTarget } from "./stops.ts";
export { silenceViews, switchesView, windowViews } from "./views.ts";
export { withholding } from "./withholding.ts";
