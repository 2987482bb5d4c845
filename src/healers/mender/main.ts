/** Where the mender's process starts. */
export { main } from "./index.ts";
