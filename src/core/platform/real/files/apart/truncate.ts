/**
 * For a writer that cannot be told to open its log again: copies the log, compressed, and cuts it to nothing. Between the last look
 * for more and the cut there are two system calls, and what is written between these is lost. So everything else is done
 * before: the bulk is compressed first; then what came meanwhile, again and again, until there is nothing more.
 */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  readSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import type { ArchiveOrder, CopiedAndTruncated } from "../../../file-work.ts";
import { inside, openKnown, Refused, statIn, takeOver, withFolders } from "./folders.ts";
import { compress, contentOf, isSame } from "./gzip.ts";
import { Temporary } from "./temporary.ts";

const PIECE_BYTES = 64 * 1024;
/** A writer that is faster than we compress is never caught up with. */
const LONGEST_CHASE_MS = 20_000;

export function copyAndTruncate({ file, to }: ArchiveOrder): Promise<CopiedAndTruncated> {
  return withFolders(file.path, to, async (folder, target) => {
    const source = openKnown(folder, file, constants.O_RDWR);
    try {
      if (statIn(target, basename(to)) !== undefined) throw new Refused("conflict", `${to} is there already`);
      const temporary = new Temporary(target);
      try {
        const bulk = await compress(source, temporary.file);
        const back = await contentOf(temporary.file);
        if (!isSame(bulk, back)) throw new Error(`${to} does not read back as it was written`);
        return cut(source, bulk.bytes, temporary, target, to);
      } finally {
        temporary.close();
      }
    } finally {
      closeSync(source);
    }
  });
}

/** In one go, so that nothing but a SIGKILL comes between. It has its name before the cut: then it is the only one that has the lines. */
function cut(source: number, from: number, temporary: Temporary, target: number, to: string): CopiedAndTruncated {
  const before = fstatSync(source);
  takeOver(temporary.file, before);
  temporary.settle(basename(to), to);
  let isCut = false;
  try {
    const { bytes, windowMicroseconds } = chaseAndCut(source, from, temporary.file);
    isCut = true;
    fsyncSync(temporary.file);
    futimesSync(temporary.file, before.atime, before.mtime);
    return { bytes, windowMicroseconds, compressedBytes: fstatSync(temporary.file).size };
  } finally {
    if (!isCut) unlinkSync(inside(target, basename(to)));
  }
}

/**
 * Gzip allows one compressed piece after the other in a file. A piece is written, if not yet on the disk, before it is cut away: to
 * be killed in the middle costs nothing, a power cut in that moment at most the last pieces.
 */
function chaseAndCut(source: number, from: number, target: number): { bytes: number; windowMicroseconds: number } {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const startedAt = process.hrtime.bigint();
  let at = from;
  for (;;) {
    const lookedAt = process.hrtime.bigint();
    const length = readSync(source, piece, 0, PIECE_BYTES, at);
    if (length === 0) {
      ftruncateSync(source, 0);
      return { bytes: at, windowMicroseconds: Number(process.hrtime.bigint() - lookedAt) / 1_000 };
    }
    if (Number(lookedAt - startedAt) / 1e6 > LONGEST_CHASE_MS) {
      throw new Refused("conflict", "it is written to faster than it can be copied");
    }
    writeAll(target, gzipSync(piece.subarray(0, length)));
    at += length;
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
