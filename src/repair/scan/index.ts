/** Looking through a folder's files for those that do not parse. */
export { type FileMemory, type Scanned, type ScanOptions, type ScanProgress, scanRepository } from "./scan.ts";
