/** Replaces a file by renaming, so that a reader, and a crash, find the old content or the new, never half of it. */
import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const DEFAULT_MODE = 0o644;

export interface ReplaceOptions {
  /** Resolves only when the content would survive a power cut. */
  readonly durable?: boolean;
  /** Of a new file; an existing one keeps its own. */
  readonly mode?: number;
}

export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  options: ReplaceOptions = {},
): Promise<void> {
  // A link stays a link: what it points to is replaced.
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => undefined);
  const temporary = beside(target);
  try {
    const handle = await open(temporary, "wx", before?.mode ?? options.mode ?? DEFAULT_MODE);
    try {
      await handle.writeFile(content);
      if (before !== undefined) await takeOver(handle, before);
      if (options.durable === true) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  if (options.durable === true) await syncFolder(target);
}

/** A name in the same folder, so on the same file system, that nobody else has. */
export function beside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(6).toString("hex")}.tmp`);
}

/** A rename is itself data of the folder. */
export async function syncFolder(path: string): Promise<void> {
  await syncFile(dirname(path));
}

export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Mode and owner, so that whoever could read it still can. Giving a file away is for root only. */
async function takeOver(handle: FileHandle, before: Stats): Promise<void> {
  const { uid, gid } = await handle.stat();
  if (uid !== before.uid || gid !== before.gid) await handle.chown(before.uid, before.gid).catch(() => {});
  await handle.chmod(before.mode & 0o7777);
}
