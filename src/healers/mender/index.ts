/** The mender: healer of code, contracts and configuration, and of the engine. */
export { main } from "./mender-process.ts";
