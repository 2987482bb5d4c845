/** The watchdog: brings the two healers up, and sees to it that they live. */
export { main } from "./watchdog.ts";
