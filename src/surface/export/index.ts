/** Where the log goes besides: sinks (REASON-16) and traces (REASON-14). Nothing here is on the way of a repair. */

export { exportAgain } from "./again.ts";
export { createExports, type Exports } from "./exports.ts";
export { sinks } from "./sinks/registry.ts";
