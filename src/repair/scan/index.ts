/** Looking through a folder for the files that do not parse. */
export { scanRepository } from "./scan.ts";
