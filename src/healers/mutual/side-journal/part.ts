/** One file of a side journal: allocated as a whole beforehand, then written from the front, each line durable before the next. */
import { closeSync, fdatasyncSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { lineOf, type PartHeader } from "./entry.ts";

export interface PartFile {
  readonly folder: string;
  /** Bytes of it that are written, and how many are allocated. */
  used(): number;
  readonly allocatedBytes: number;
  /** Durable when it returns. Throws what the file system says; the end may then be half a line. */
  append(line: string): void;
  close(): void;
}

/**
 * Makes the file with its header and its room. A file system that compresses, or writes nowhere twice, may want new room all the same:
 * then a full disk is seen at `append`, and the writer goes elsewhere.
 */
export function createPart(folder: string, header: PartHeader, allocatedBytes: number): PartFile {
  const path = join(folder, partName(header));
  const arriving = `${path}.new`;
  const first = Buffer.from(lineOf(header));
  const file = openSync(arriving, "w", 0o600);
  try {
    writeAll(file, Buffer.concat([first, Buffer.alloc(Math.max(0, allocatedBytes - first.length), "\n")]), 0);
    fsyncSync(file);
    // Under its name only when it is whole: nobody ever reads half a header.
    renameSync(arriving, path);
    syncFolder(dirname(path));
  } catch (error) {
    closeSync(file);
    rmSync(arriving, { force: true });
    throw error;
  }
  let offset = first.length;
  return {
    folder,
    allocatedBytes,
    used: () => offset,
    append(line) {
      const bytes = Buffer.from(line);
      // Somebody has removed it: what is written to it now, nobody will find.
      if (fstatSync(file).nlink === 0) throw new Error(`${path} was removed`);
      writeAll(file, bytes, offset);
      fdatasyncSync(file);
      offset += bytes.length;
    },
    close: () => closeSync(file),
  };
}

const named = /^([a-z][\w-]*)\.(\d+)\.jsonl$/;

function partName({ writer, part }: PartHeader): string {
  return `${writer}.${part}.jsonl`;
}

export function isPartName(name: string): boolean {
  return named.test(name);
}

function writeAll(file: number, bytes: Buffer, position: number): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
