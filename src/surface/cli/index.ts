/** The command line: `chiron COMMAND`. It shows and asks; what is decided, the engine decides. */
export { main } from "./program.ts";
