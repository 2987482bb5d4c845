/**
 * The emergency as it lies on disk, so that a watchdog that died in the middle leaves nothing half done: the next one finds it, takes
 * back what was granted, and goes on counting.
 */
import { join } from "node:path";
import type { NewEvent, ProcessIdentity } from "#core/model";
import { type Now, revokeLeftOver } from "#healers/mutual/grants";
import { isAlive, readSmallFile, replaceFile } from "#healers/mutual/small";

export interface EmergencyRecord {
  readonly emergency: string;
  readonly attempt: number;
  readonly startedAt: number;
  readonly watchdog: ProcessIdentity;
  readonly isOver: boolean;
  /** Keys of what a human was told, or is just being told. */
  readonly told: readonly string[];
}

const fileOf = (folder: string): string => join(folder, "emergency.json");

/** A disk that is full keeps nobody from healing. */
export function writeRecord(folder: string, record: EmergencyRecord): boolean {
  try {
    replaceFile(fileOf(folder), `${JSON.stringify(record)}\n`);
    return true;
  } catch {
    return false;
  }
}

export function readRecord(folder: string): EmergencyRecord | undefined {
  return readSmallFile(fileOf(folder), (value) => {
    const record = value as Partial<EmergencyRecord> | null;
    const isWhole =
      typeof record?.emergency === "string" &&
      typeof record.attempt === "number" &&
      typeof record.isOver === "boolean" &&
      typeof record.watchdog?.pid === "number" &&
      Array.isArray(record.told);
    return isWhole ? (record as EmergencyRecord) : undefined;
  });
}

/**
 * For a watchdog that has just come up. What an emergency whose watchdog died left standing is taken back and written down as ended; where
 * both healers are still down, the usual look finds that, and another one begins. Resolves to the try that the next one is.
 */
export function takeUpEmergency(
  folder: string,
  { audit, now }: { readonly audit: (entry: NewEvent) => void; readonly now: () => Now },
): number {
  const record = readRecord(folder);
  if (record !== undefined && !record.isOver && isAlive(record.watchdog)) return record.attempt + 1;
  const reason = "the watchdog that ran the emergency is gone";
  revokeLeftOver(folder, reason, { audit, now });
  if (record === undefined || record.isOver) return 1;
  const tookMs = Math.max(0, now().now - record.startedAt);
  const { emergency } = record;
  audit({ type: "emergency.ended", data: { emergency, recovered: false, left: [reason], tookMs } });
  writeRecord(folder, { ...record, isOver: true });
  return record.attempt + 1;
}
