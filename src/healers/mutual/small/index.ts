/** Small pieces that the three processes and the delegates stand on: Node's own modules, and nothing else. */
export { isRecord, readSmallFile, readSmallJson, removeFile, replaceFile, replaceSmallFile } from "./files.ts";
export {
  bootId,
  findProcess,
  isAlive,
  isSame,
  lookAt,
  ownIdentity,
  residentBytes,
  statOf,
  uptimeMs,
} from "./processes.ts";
