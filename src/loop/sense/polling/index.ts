/** The polling engine. */
export { createPolling, type Polling } from "./polling.ts";
