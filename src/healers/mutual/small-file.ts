/** Files of a few hundred bytes, read and written without trust in what stands there. */
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** None of them is longer; what is, was not written by us. */
export const longestBytes = 65_536;

/** Undefined when it is not there, is no file, is too long or is no JSON. Never waits: a pipe in its place is no file. */
export function readSmallJson(path: string): unknown {
  let file = -1;
  try {
    // NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    file = openSync(path, 0x800);
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > longestBytes) return undefined;
    const bytes = Buffer.alloc(stat.size);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return JSON.parse(bytes.toString("utf8", 0, length));
  } catch {
    return undefined;
  } finally {
    if (file !== -1) closeSync(file);
  }
}

/** The old content or the new, never half. Throws what the file system says. */
export function replaceSmallFile(path: string, content: string): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, content, { mode: 0o600 });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
