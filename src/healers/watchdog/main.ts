/** Where the watchdog's process starts. */
export { main } from "./index.ts";
