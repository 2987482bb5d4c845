/** Files, by node:fs. Errors are Node's own (`code` ENOENT and so on) unless the limit of a read is what went wrong. */
import { constants, type Stats } from "node:fs";
import {
  appendFile,
  copyFile,
  glob,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rmdir,
  stat,
  statfs,
  unlink,
} from "node:fs/promises";
import { dirname } from "node:path";
import { ChironError } from "#core/model/plain";
import type { FileStat, FileSystemSpace, Files } from "../../index.ts";
import { createFileWork } from "./apart/index.ts";
import { beside, replaceFile, syncFile, syncFolder } from "./replace.ts";

const DEFAULT_MAX_READ_BYTES = 16 * 1024 * 1024;
const FIRST_READ_BYTES = 65_536;
/** The unit of st_blocks, whatever the file system's own is. */
const BLOCK_BYTES = 512;
const WILDCARD = /[*?[\]{}]/;

export function createRealFiles(): Files {
  return {
    ...createFileWork(),
    read: readText,
    readBytes,
    stat: async (path, options) => describe(await orMissing(options?.follow ? stat(path) : lstat(path))),
    list: async (folder) => (await readdir(folder)).sort(),
    write: replaceFile,
    append: (path, content) => appendFile(path, content),
    writePipe,
    readPipe,
    move,
    copy,
    remove,
    makeFolder,
    glob: matches,
    space,
  };
}

async function space(path: string): Promise<FileSystemSpace> {
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path);
  return {
    sizeBytes: blocks * bsize,
    freeBytes: bfree * bsize,
    availableBytes: bavail * bsize,
    inodes: files,
    freeInodes: ffree,
  };
}

async function readBytes(path: string, from: number, maxBytes: number): Promise<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFile()) throw new ChironError("bad_request", `${path} is not a regular file`);
    const buffer = Buffer.allocUnsafe(maxBytes);
    const { bytesRead } = await handle.read(buffer, 0, maxBytes, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function readText(path: string, maxBytes = DEFAULT_MAX_READ_BYTES): Promise<string> {
  // Without O_NONBLOCK a named pipe would hold a thread until somebody writes to it.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    // The size is only a hint: files in /proc say 0, and a log grows while it is read.
    let buffer = Buffer.allocUnsafe(Math.min((await handle.stat()).size || FIRST_READ_BYTES, maxBytes) + 1);
    for (let length = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
      length += bytesRead;
      if (length > maxBytes)
        throw new ChironError("too_large", `${path} is larger than ${maxBytes} bytes`, { details: { path, maxBytes } });
      if (bytesRead === 0) return buffer.toString("utf8", 0, length);
      if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(length * 2, maxBytes) + 1);
    }
  } finally {
    await handle.close();
  }
}

/** Without O_NONBLOCK a pipe that nobody reads would hold a thread until somebody does. */
async function writePipe(path: string, content: string): Promise<void> {
  const handle = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFIFO()) throw new ChironError("bad_request", `${path} is not a named pipe`);
    await handle.write(content);
  } finally {
    await handle.close();
  }
}

async function readPipe(path: string, maxBytes: number): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await handle.stat()).isFIFO()) throw new ChironError("bad_request", `${path} is not a named pipe`);
    const buffer = Buffer.allocUnsafe(maxBytes);
    const { bytesRead } = await handle.read(buffer, 0, maxBytes, null);
    return buffer.toString("latin1", 0, bytesRead);
  } catch (error) {
    // Somebody has it open for writing, and has written nothing since.
    if (codeOf(error) === "EAGAIN") return "";
    throw error;
  } finally {
    await handle.close();
  }
}

function describe(stats: Stats | undefined): FileStat | undefined {
  if (stats === undefined) return undefined;
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : stats.isSymbolicLink() ? "link" : "other";
  const { size, mtimeMs: modifiedAt, ino: inode, dev: device, nlink: links, blocks } = stats;
  return { kind, size, modifiedAt, inode, device, links, allocatedBytes: blocks * BLOCK_BYTES };
}

/** Across file systems it copies first; at no moment is there neither. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== "EXDEV") throw error;
    await copy(from, to);
    await unlink(from);
  }
}

/** The copy appears whole or not at all, and stays: what is copied is mostly a backup of what is about to change. */
async function copy(from: string, to: string): Promise<void> {
  const temporary = beside(to);
  try {
    await copyFile(from, temporary, constants.COPYFILE_EXCL);
    await syncFile(temporary);
    await rename(temporary, to);
    await syncFolder(to);
  } catch (error) {
    await orMissing(unlink(temporary));
    throw error;
  }
}

/**
 * With all above it. Not by `recursive: true`, with which Node 24 never returns where the kernel says ENOENT for the
 * whole path, as it does below /proc.
 */
async function makeFolder(path: string, mode?: number): Promise<void> {
  if ((await orMissing(stat(path)))?.isDirectory() === true) return;
  const above = dirname(path);
  if (above !== path) await makeFolder(above, mode);
  try {
    await mkdir(path, mode);
  } catch (error) {
    // Somebody else may have made it at the same time.
    if (codeOf(error) !== "EEXIST" || (await orMissing(stat(path)))?.isDirectory() !== true) throw error;
  }
}

/** A file, a link (not what it points to) or an empty folder; that it is not there is no error. */
async function remove(path: string): Promise<void> {
  const stats = await orMissing(lstat(path));
  if (stats !== undefined) await orMissing(stats.isDirectory() ? rmdir(path) : unlink(path));
}

async function matches(pattern: string, limit = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
  if (!WILDCARD.test(pattern)) return (await orMissing(stat(pattern))) === undefined ? [] : [pattern];
  const found: string[] = [];
  for await (const path of glob(pattern)) {
    if (found.length >= limit) break;
    found.push(path);
  }
  return found.sort();
}

async function orMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
