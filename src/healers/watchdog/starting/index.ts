/** Starting services while no engine lives: the watchdog asks, a process of its own does. */
export { openStarter, type Starter } from "./starter.ts";
