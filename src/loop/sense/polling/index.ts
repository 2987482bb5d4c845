/** The polling engine. */
export { createPolling, type Polling, type PollingOptions, type PollingStats } from "./polling.ts";
