/**
 * Renames an open log away and puts an empty one in its place. Whoever has it open goes on writing to the renamed one until it is
 * told to open its log again; so no line is lost, whenever that is.
 */
import { closeSync, constants, fstatSync, openSync, renameSync, type Stats, unlinkSync } from "node:fs";
import { basename } from "node:path";
import type { ArchiveOrder, SetAside } from "../../../file-work.ts";
import { inside, openKnown, Refused, statIn, syncFolder, takeOver, withFolders } from "./folders.ts";

export function setAside({ file, to }: ArchiveOrder): Promise<SetAside> {
  return withFolders(file.path, to, (folder, target) => {
    const source = openKnown(folder, file, constants.O_RDONLY);
    try {
      if (statIn(target, basename(to)) !== undefined) throw new Refused("conflict", `${to} is there already`);
      const before = fstatSync(source);
      renameSync(inside(folder, basename(file.path)), inside(target, basename(to)));
      try {
        const fresh = makeFresh(folder, basename(file.path), before);
        syncFolder(folder);
        syncFolder(target);
        return { aside: { path: to, inode: before.ino }, fresh: { path: file.path, inode: fresh } };
      } catch (error) {
        if (statIn(folder, basename(file.path)) === undefined) {
          renameSync(inside(target, basename(to)), inside(folder, basename(file.path)));
        }
        throw error;
      }
    } finally {
      closeSync(source);
    }
  });
}

/** The writer may have made it itself in the meantime. */
function makeFresh(folder: number, name: string, before: Stats): number {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  let fresh: number;
  try {
    fresh = openSync(inside(folder, name), flags, before.mode & 0o777);
  } catch (error) {
    const there = statIn(folder, name);
    if (there === undefined) throw error;
    return there.ino;
  }
  try {
    takeOver(fresh, before);
    return fstatSync(fresh).ino;
  } catch (error) {
    unlinkSync(inside(folder, name));
    throw error;
  } finally {
    closeSync(fresh);
  }
}

/** False: the fresh one was written to already, or is not ours. */
export function putBack({ aside, fresh }: SetAside): Promise<boolean> {
  return withFolders(fresh.path, aside.path, (folder, target) => {
    const now = statIn(folder, basename(fresh.path));
    if (statIn(target, basename(aside.path))?.ino !== aside.inode) return false;
    if (now !== undefined && (now.ino !== fresh.inode || now.size > 0)) return false;
    renameSync(inside(target, basename(aside.path)), inside(folder, basename(fresh.path)));
    syncFolder(folder);
    return true;
  });
}
