/** At most one process writes a stream. */
import { ChironError } from "#core/model/plain";
import { type HeldLock, takeLock } from "./lock/index.ts";
import { makePrivateFile } from "./private-files.ts";
import { asStoreError } from "./schema.ts";

export type WriterLock = Pick<HeldLock, "release">;

export function lockWriter(path: string, stream: string): WriterLock {
  makePrivateFile(path);
  const lock = take(path);
  if (lock.held) return lock;
  throw new ChironError(
    "conflict",
    `Another process${lock.by === undefined ? "" : ` (pid ${lock.by})`} writes to ${path}`,
    {
      help: "One engine can use a data folder at a time. End the other one, or choose another folder with --data-dir.",
      details: { stream, pid: lock.by ?? null },
    },
  );
}

function take(path: string): ReturnType<typeof takeLock> {
  try {
    return takeLock(path);
  } catch (error) {
    throw asStoreError(error, path);
  }
}
