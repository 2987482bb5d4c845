/** An orderly end is under way: as long as whoever began it lives, nobody recovers anybody. */
import { rmSync } from "node:fs";
import type { ProcessIdentity } from "#core/model";
import { parseIdentity } from "./beat.ts";
import { findProcess, isRecord, readSmallJson, replaceSmallFile } from "./small/index.ts";

export interface Ending {
  /** Who began it. */
  readonly process: ProcessIdentity;
  readonly reason: string;
  readonly keepServices: boolean;
}

/** On a disk that is full nobody is told: what then follows is a recovery too many, and no harm. */
export function markEnding(path: string, ending: Ending): boolean {
  try {
    replaceSmallFile(path, `${JSON.stringify(ending)}\n`);
    return true;
  } catch {
    return false;
  }
}

export function unmarkEnding(path: string): void {
  rmSync(path, { force: true });
}

/** Undefined as well when its author has died over it. */
export function readEnding(path: string): Ending | undefined {
  const read = readSmallJson(path);
  const process = isRecord(read) ? parseIdentity(read.process) : undefined;
  if (!isRecord(read) || process === undefined || findProcess(process) === undefined) return undefined;
  return { process, reason: String(read.reason), keepServices: read.keepServices === true };
}
