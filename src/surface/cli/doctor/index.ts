/** Whether Chiron itself can work here: one check a file, each with what to do. */
export { examine } from "./examine.ts";
