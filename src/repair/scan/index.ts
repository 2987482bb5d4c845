/** Looking through a folder's files for those that do not parse. */
export { type FileMemory, type ScanOptions, type ScanProgress, type Scanned, scanRepository } from "./scan.ts";
