/** The three who act in an emergency, each within what it was granted. */
export { Architect, architectName } from "./architect.ts";
export { CriticalTrigger, triggerName } from "./critical-trigger.ts";
export { Parliament, parliamentName } from "./parliament.ts";
