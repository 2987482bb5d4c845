/**
 * What crashed on start, or could not be read, and is passed over until it is another. One small file; without it everything is tried as it
 * stands there.
 */
import { join } from "node:path";
import { readSmallFile, removeFile, replaceFile } from "../small/index.ts";
import { hashOfFile, type KeptFile } from "./configuration.ts";

export interface ConfigurationRefusal {
  /** chiron.yaml. */
  readonly file: string;
  /** Every file that was read of it, as it was then: as soon as one is another, all of it is tried again. */
  readonly files: readonly KeptFile[];
  /** What is wrong, with line and column where that is known. */
  readonly problems: readonly string[];
  readonly since: number;
  /** A human was told. */
  readonly told: boolean;
}

interface ReleaseRefusal {
  readonly root: string;
  readonly version: string;
  readonly since: number;
  readonly reason: string;
  /** A human was told. */
  readonly told: boolean;
}

export interface Refusals {
  readonly configuration?: ConfigurationRefusal;
  readonly release?: ReleaseRefusal;
}

const placeOf = (folder: string): string => join(folder, "last-good", "refused.json");

export function readRefusals(folder: string): Refusals {
  return readSmallFile(placeOf(folder), (value) => (typeof value === "object" && value !== null ? value : {})) ?? {};
}

export function refuseConfiguration(folder: string, refusal: ConfigurationRefusal): void {
  write(folder, { ...readRefusals(folder), configuration: refusal });
}

export function refuseRelease(folder: string, refusal: ReleaseRefusal): void {
  write(folder, { ...readRefusals(folder), release: refusal });
}

/** Nothing of it has changed since. */
export function isStillRefused({ files }: ConfigurationRefusal): boolean {
  return files.every(({ path, hash }) => hashOfFile(path) === hash);
}

export function tryConfigurationAgain(folder: string): void {
  const { configuration: _, ...rest } = readRefusals(folder);
  write(folder, rest);
}

export function tryReleaseAgain(folder: string): void {
  const { release, ...rest } = readRefusals(folder);
  if (release !== undefined) write(folder, rest);
}

function write(folder: string, refusals: Refusals): void {
  if (Object.keys(refusals).length === 0) removeFile(placeOf(folder));
  else replaceFile(placeOf(folder), `${JSON.stringify(refusals, null, 1)}\n`);
}
