import { statSync } from "node:fs";
import { tmpdir } from "node:os";

/** Where a commit costs no disk. */
export function folderInMemory(): string {
  const shared = "/dev/shm";
  return statSync(shared, { throwIfNoEntry: false })?.isDirectory() === true ? shared : tmpdir();
}
