/** The store tells much about the machine: nobody but its owner may read it. */
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const folderMode = 0o700;
const fileMode = 0o600;

export function makePrivateFolderOf(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: folderMode });
}

/**
 * SQLite gives the files beside a database the database's own mode. An existing file is not opened here: closing it would
 * drop the record locks that this process may hold on it.
 */
export function makePrivateFile(path: string): void {
  if (existsSync(path)) chmodSync(path, fileMode);
  else closeSync(openSync(path, "ax", fileMode));
}

/** The old content or the new, never half, also after a power cut. */
export function replacePrivateFile(path: string, content: string): void {
  const beside = `${path}.new`;
  const file = openSync(beside, "w", fileMode);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}
