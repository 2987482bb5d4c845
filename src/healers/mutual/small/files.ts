/** Small files, for the owner's eyes only: replaced as a whole, and read without trust in what stands there. */
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Of what a healer says of itself. What is longer was not written by us. */
const longestBytes = 65_536;
/** Of lists, which grow with what a user has: targets, files of a configuration, grants. */
const longestListBytes = 64 * 1_024 * 1_024;
const folderMode = 0o700;
const fileMode = 0o600;

/** Undefined when it is not there, is no file, is too long or is no JSON. Never waits: a pipe in its place is no file. */
export function readSmallJson(path: string, mostBytes = longestBytes): unknown {
  let file = -1;
  try {
    // NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    file = openSync(path, 0x800);
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > mostBytes) return undefined;
    const bytes = Buffer.allocUnsafe(stat.size);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return JSON.parse(bytes.toString("utf8", 0, length));
  } catch {
    return undefined;
  } finally {
    if (file !== -1) closeSync(file);
  }
}

/** A file that may be a list. Undefined for what `readSmallJson` has undefined, and when it is not what `accept` wants. Never throws. */
export function readSmallFile<T>(path: string, accept: (value: unknown) => T | undefined): T | undefined {
  const value = readSmallJson(path, longestListBytes);
  try {
    return value === undefined ? undefined : accept(value);
  } catch {
    return undefined;
  }
}

/** The old content or the new, never half; not fsynced, for what is worth nothing after a power cut. Throws what the file system says. */
export function replaceSmallFile(path: string, content: string): void {
  replace(path, content, false);
}

/** The same, also after a power cut, and with its folder when that is missing. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: folderMode });
  replace(path, content, true);
}

function replace(path: string, content: string | Uint8Array, flush: boolean): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, content, { mode: fileMode, flush });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

export function removeFile(path: string): void {
  rmSync(path, { force: true });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
