/** Files of the simulated machine. A file may say to be larger than its content, as a log of which only the size matters. */
import type { Clock, FileStat, FileSystemSpace, Files } from "#core/platform";
import { onlySimulated } from "./reaction.ts";

interface SimulatedFile {
  readonly content: string;
  readonly size: number;
  readonly modifiedAt: number;
  readonly inode: number;
}

export function createFiles(clock: Clock, spaces: ReadonlyMap<string, () => FileSystemSpace>) {
  const files = new Map<string, SimulatedFile>();
  let lastInode = 0;
  const put = (path: string, content: string, size: number, inode: number): void => {
    files.set(path, { content, size, modifiedAt: clock.now(), inode });
  };
  /** As a program on the machine does: with the wall clock's time. */
  const write = (path: string, content: string, size = Buffer.byteLength(content)): void =>
    put(path, content, size, files.get(path)?.inode ?? ++lastInode);
  /** The log's writer is given a new, empty one; the old one goes by another name. */
  const rotate = (path: string): void => {
    const file = files.get(path);
    if (file !== undefined) files.set(`${path}.1`, file);
    put(path, "", 0, ++lastInode);
  };
  const doors = onlySimulated<Files>("files", {
    stat: async (path) => statOf(path, files),
    read: async (path) => (files.get(path) ?? missing(path)).content,
    readBytes: async (_path, _from, maxBytes) => new Uint8Array(maxBytes).fill(0x0a),
    list: async (folder) =>
      [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    glob: async (pattern) => (files.has(pattern) ? [pattern] : []),
    space: async (path) => (spaces.get(path) ?? missing(path))(),
    makeFolder: async () => undefined,
    write: async (path, content) => write(path, content.toString()),
    remove: async (path) => void files.delete(path),
  });
  return { files: doors, write, rotate };
}

function statOf(path: string, files: ReadonlyMap<string, SimulatedFile>): FileStat | undefined {
  const file = files.get(path);
  if (file !== undefined) {
    const { size, modifiedAt, inode } = file;
    return { kind: "file", size, modifiedAt, inode, links: 1, device: 1 };
  }
  const isFolder = [...files.keys()].some((other) => other.startsWith(`${path}/`));
  return isFolder ? { kind: "folder", size: 0, modifiedAt: 0, inode: 0 } : undefined;
}

function missing(path: string): never {
  throw Object.assign(new Error(`ENOENT: no such file, '${path}'`), { code: "ENOENT" });
}
