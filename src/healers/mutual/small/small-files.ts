/** Small files that must be the old content or the new, never half: written beside, fsynced, renamed. For the owner's eyes only. */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const folderMode = 0o700;
const fileMode = 0o600;

/** Throws when the disk is full or the folder is not ours. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: folderMode });
  const beside = `${path}.${process.pid}.new`;
  const file = openSync(beside, "w", fileMode);
  try {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(beside, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(beside, path);
}

/** Undefined when it is not there, or is not what `accept` wants. Never throws. */
export function readSmallFile<T>(path: string, accept: (value: unknown) => T | undefined): T | undefined {
  try {
    return accept(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return undefined;
  }
}

export function removeFile(path: string): void {
  rmSync(path, { force: true });
}
