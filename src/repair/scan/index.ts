/** Looking through a folder's files for those that do not parse. */
export { scanRepository } from "./scan.ts";
