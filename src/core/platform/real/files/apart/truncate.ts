/**
 * For a writer that cannot be told to open its log again: copies the log, compressed, and takes away what was copied.
 *
 * Where the file system can (ext4, XFS, F2FS), whole blocks are taken off the front of the file in one go, FALLOC_FL_COLLAPSE_RANGE of
 * fallocate(2), and no line is lost; the last block stays. Elsewhere the file is cut to nothing, and what is written between the
 * last look for more and the cut is lost. So everything else is done before: the bulk is compressed first; then what came
 * meanwhile, again and again, until there is nothing more.
 */
import { spawnSync } from "node:child_process";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  readSync,
  type Stats,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import type { ArchiveOrder, CopiedAndTruncated } from "../../../file-work.ts";
import { inside, openKnown, Refused, statIn, takeOver, withFolders } from "./folders.ts";
import { compress, contentOf, isSame } from "./gzip.ts";
import { Temporary } from "./temporary.ts";

/** Of util-linux. */
const FALLOCATE = "fallocate";
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
        const bulk = await compress(source, temporary.file, wholeBlocksOf(fstatSync(source)));
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
    const done = takeOffFront(source, from) ?? chaseAndCut(source, from, temporary.file);
    isCut = true;
    fsyncSync(temporary.file);
    futimesSync(temporary.file, before.atime, before.mtime);
    return { ...done, compressedBytes: fstatSync(temporary.file).size };
  } finally {
    if (!isCut) unlinkSync(inside(target, basename(to)));
  }
}

interface Cut {
  readonly bytes: number;
  readonly windowMicroseconds: number;
}

/** The end of the file has to lie behind what is taken off. */
function wholeBlocksOf({ size, blksize }: Stats): number {
  return Math.floor((size - 1) / blksize) * blksize;
}

/** Undefined where the file system cannot, or there is no such program. */
function takeOffFront(source: number, bytes: number): Cut | undefined {
  if (bytes === 0) return undefined;
  const words = ["--collapse-range", "--offset", "0", "--length", String(bytes), "/proc/self/fd/3"];
  const { status } = spawnSync(FALLOCATE, words, { stdio: ["ignore", "ignore", "ignore", source] });
  return status === 0 ? { bytes, windowMicroseconds: 0 } : undefined;
}

/**
 * Gzip allows one compressed piece after the other in a file. A piece is written, if not yet on the disk, before it is cut away: to
 * be killed in the middle costs nothing, a power cut in that moment at most the last pieces.
 */
function chaseAndCut(source: number, from: number, target: number): Cut {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const startedAt = process.hrtime.bigint();
  let at = from;
  for (;;) {
    const lookedAt = process.hrtime.bigint();
    const length = readSync(source, piece, 0, PIECE_BYTES, at);
    if (length === 0) {
      // With the cut itself, since it may have to wait for writers that are just at it.
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
