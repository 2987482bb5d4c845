/**
 * A start of the engine, from its first line until it is well: what it read, and what it said when it failed. Whoever finds it dead knows by that
 * whether it died over its start, and over which configuration.
 */
import { join } from "node:path";
import type { ProcessIdentity } from "#core/model";
import { readSmallFile, removeFile, replaceFile } from "../small/index.ts";
import type { KeptFile } from "./configuration.ts";

export interface Start {
  readonly process: ProcessIdentity;
  readonly at: number;
  /** Every file that was read so far. */
  readonly files: readonly KeptFile[];
  /** What it said when it gave up; null: it has not, or could not any more. */
  readonly error: string | null;
}

const placeOf = (folder: string): string => join(folder, "last-good", "start.json");

export function beginStart(folder: string, start: Omit<Start, "error">): void {
  replaceFile(placeOf(folder), JSON.stringify({ ...start, error: null }));
}

export function startFailed(folder: string, error: string): void {
  const start = readStart(folder);
  if (start !== undefined) replaceFile(placeOf(folder), JSON.stringify({ ...start, error }));
}

/** It is well, or was told to end. */
export function startIsOver(folder: string): void {
  removeFile(placeOf(folder));
}

export function readStart(folder: string): Start | undefined {
  return readSmallFile(placeOf(folder), (value) => {
    const start = value as Partial<Start> | null;
    return typeof start?.at === "number" && Array.isArray(start.files) ? (start as Start) : undefined;
  });
}
