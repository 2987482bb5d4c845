/** What an engine leaves in its data folder for others: which process it is (believed only while that very process lives), and what ails its store. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProcessIdentity } from "#core/model";

export { noteStoreTrouble, readStoreTrouble, replaceStore, type StoreTrouble, storeName } from "./trouble.ts";

export interface EngineRecord {
  readonly process: ProcessIdentity;
  readonly address: string;
  readonly startedAt: number;
  /** Absent in records of older versions. */
  readonly targets?: number;
  readonly config?: string;
}

const fileName = "engine.json";

export function writeEngineRecord(dataDir: string, record: EngineRecord): void {
  writeFileSync(join(dataDir, fileName), `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

export function readEngineRecord(dataDir: string): EngineRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, fileName), "utf8")) as EngineRecord;
  } catch {
    return undefined;
  }
}

/** Only our own: one that was replaced must not take away what the other says of itself. */
export function removeEngineRecord(
  dataDir: string,
  { process: { pid, startTicks } }: Pick<EngineRecord, "process">,
): void {
  const there = readEngineRecord(dataDir)?.process;
  if (there === undefined || (there.pid === pid && there.startTicks === startTicks))
    rmSync(join(dataDir, fileName), { force: true });
}
