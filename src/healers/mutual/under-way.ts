/** Whether a living watchdog is at an emergency (its own record of it): then a healer that is back leaves the other one to it. */
import { join } from "node:path";
import { parseIdentity } from "./beat.ts";
import { findProcess, isRecord, readSmallJson } from "./small/index.ts";

export function emergencyUnderWay(folder: string): boolean {
  const record = readSmallJson(join(folder, "emergency.json"));
  if (!isRecord(record) || record.isOver !== false) return false;
  const watchdog = parseIdentity(record.watchdog);
  return watchdog !== undefined && findProcess(watchdog)?.state !== "T" && findProcess(watchdog) !== undefined;
}
