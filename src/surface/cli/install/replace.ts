/** The old file or the new one, never half of it. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";

/** Returns whether the content is another one now. */
export function replaceFile(path: string, text: string): boolean {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return false;
  const beside = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(beside, "wx", 0o644);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
    return true;
  } finally {
    rmSync(beside, { force: true });
  }
}
