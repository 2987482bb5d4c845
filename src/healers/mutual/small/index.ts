/** Small pieces that the watchdog and the delegates stand on: Node's own modules, and nothing else. */
export { bootId, isAlive, lookAt, uptimeMs } from "./machine.ts";
export { readSmallFile, removeFile, replaceFile } from "./small-files.ts";
