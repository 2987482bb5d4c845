/** Compressing from one open file into another, and reading it back. Hashes of both tell that they hold the same. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

const PIECE_BYTES = 256 * 1024;

export interface Content {
  readonly bytes: number;
  readonly sha256: string;
}

/** From the beginning of `source` to its end as it is found, to the end of `target`. */
export async function compress(source: number, target: number): Promise<Content> {
  const hash = createHash("sha256");
  let bytes = 0;
  const counting = new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      bytes += piece.length;
      done(null, piece);
    },
  });
  await pipeline(
    createReadStream("", { fd: source, autoClose: false, start: 0, highWaterMark: PIECE_BYTES }),
    counting,
    createGzip(),
    createWriteStream("", { fd: target, autoClose: false, highWaterMark: PIECE_BYTES }),
  );
  return { bytes, sha256: hash.digest("hex") };
}

/** What the compressed file holds, all its members one after the other. Throws for one that is damaged. */
export async function contentOf(compressed: number): Promise<Content> {
  const hash = createHash("sha256");
  let bytes = 0;
  const counting = new Writable({
    write(piece: Buffer, _encoding, done) {
      hash.update(piece);
      bytes += piece.length;
      done();
    },
  });
  await pipeline(
    createReadStream("", { fd: compressed, autoClose: false, start: 0, highWaterMark: PIECE_BYTES }),
    createGunzip(),
    counting,
  );
  return { bytes, sha256: hash.digest("hex") };
}

export async function hashOf(file: number): Promise<Content> {
  const hash = createHash("sha256");
  let bytes = 0;
  const reading = createReadStream("", { fd: file, autoClose: false, start: 0, highWaterMark: PIECE_BYTES });
  for await (const piece of reading as AsyncIterable<Buffer>) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

export function isSame(a: Content, b: Content): boolean {
  return a.bytes === b.bytes && a.sha256 === b.sha256;
}
