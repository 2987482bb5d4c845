/** Starting services while no engine lives: the watchdog asks, a process of its own does. */
export type { StartAnswer, StartOrder } from "./messages.ts";
export { openStarter, type Starter } from "./starter.ts";
