/** The mender: healer of code, contracts and configuration, and of the engine. */
export { main } from "./mender-process.ts";
export { runMender } from "./run.ts";
export type { Syntax } from "./syntax.ts";
export { openSyntax } from "./workshop.ts";
