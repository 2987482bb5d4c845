/**
 * Folders held open, so that a name is looked up in exactly the folder that was examined, whatever somebody renames on the way
 * meanwhile (what openat(2) is for). Node has no openat; a path through /proc/self/fd/N does the same.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  type Stats,
} from "node:fs";
import { basename, dirname } from "node:path";
import type { KnownFile } from "../../../file-work.ts";

/** Linux: only as a place to look up names, for which no permission to list it is needed. Node does not name it. */
const O_PATH = 0x200000;
const AS_PLACE = O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW;

export class Refused extends Error {
  readonly code: string;

  constructor(code: "stale" | "conflict" | "bad_request" | "too_large", message: string) {
    super(message);
    this.code = code;
  }
}

/** No part of the path may be a link. */
export function openFolder(path: string): number {
  let folder = openSync("/", AS_PLACE);
  for (const name of path.split("/").filter((part) => part !== "")) {
    const next = openIn(folder, name, path);
    closeSync(folder);
    folder = next;
  }
  return folder;
}

function openIn(folder: number, name: string, path: string): number {
  try {
    return openSync(inside(folder, name), AS_PLACE);
  } catch (error) {
    closeSync(folder);
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP" || code === "ENOTDIR") {
      throw new Refused("conflict", `${path}: ${name} is a symbolic link, or no folder`);
    }
    throw error;
  }
}

/** A path that leads to the name in exactly this folder. */
export function inside(folder: number, name: string): string {
  return `/proc/self/fd/${folder}/${name}`;
}

export async function within<T>(path: string, work: (folder: number) => T | Promise<T>): Promise<T> {
  const folder = openFolder(path);
  try {
    return await work(folder);
  } finally {
    closeSync(folder);
  }
}

/** The folder of `path`, and that of `to`, which is made when only it is missing: with the mode and owner of the folder around it. */
export async function withFolders<T>(
  path: string,
  to: string,
  work: (folder: number, target: number) => T | Promise<T>,
): Promise<T> {
  return within(dirname(path), async (folder) => {
    if (dirname(to) === dirname(path)) return work(folder, folder);
    await within(dirname(dirname(to)), (around) => makeFolder(around, basename(dirname(to))));
    return within(dirname(to), (target) => {
      if (fstatSync(target).dev !== fstatSync(folder).dev) {
        throw new Refused("conflict", `${dirname(to)} lies on another file system than ${path}`);
      }
      return work(folder, target);
    });
  });
}

function makeFolder(around: number, name: string): void {
  if (statIn(around, name) !== undefined) return;
  mkdirSync(inside(around, name), { mode: 0o700 });
  const made = openSync(inside(around, name), constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    takeOver(made, fstatSync(around));
  } finally {
    closeSync(made);
  }
}

/** Of the name itself: a link is not followed. Undefined when there is none. */
export function statIn(folder: number, name: string): Stats | undefined {
  return lstatSync(inside(folder, name), { throwIfNoEntry: false });
}

/** The file of that name, if it is still the regular file that is meant, and has no other name. */
export function openKnown(folder: number, { path, inode }: KnownFile, flags: number): number {
  // Without O_NONBLOCK a named pipe that took its place would hold us until somebody writes to it.
  const file = openSync(inside(folder, basename(path)), flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.ino !== inode) throw new Refused("stale", `${path} is another file than it was before`);
    if (stat.nlink > 1) throw new Refused("conflict", `${path} has ${stat.nlink} links`);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** Mode and owner, so that whoever could read it still can. Giving a file away is for root only. */
export function takeOver(file: number, from: Stats): void {
  const own = fstatSync(file);
  try {
    if (own.uid !== from.uid || own.gid !== from.gid) fchownSync(file, from.uid, from.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
  fchmodSync(file, from.mode & 0o777);
}

/** A rename is itself data of the folder. */
export function syncFolder(folder: number): void {
  const readable = openSync(inside(folder, "."), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(readable);
  } finally {
    closeSync(readable);
  }
}
