/**
 * Compressing from one open file into another, and reading it back. Hashes of both tell that they hold the same. Not by the streams of
 * node:fs, which close a descriptor that is not theirs when something fails.
 */
import { createHash } from "node:crypto";
import { read, write } from "node:fs";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGunzip, createGzip } from "node:zlib";

const PIECE_BYTES = 256 * 1024;
const readPiece = promisify(read);
const writePiece = promisify(write);

export interface Content {
  readonly bytes: number;
  readonly sha256: string;
}

/** From the beginning of `source` to its end as it is found, or to `end`, to where `target` stands. */
export async function compress(source: number, target: number, end = Number.POSITIVE_INFINITY): Promise<Content> {
  const measure = new Measure();
  await pipeline(Readable.from(measure.seeing(piecesOf(source, end))), createGzip(), writerOf(target));
  return measure.content();
}

/** What the compressed file holds, all its members one after the other. Throws for one that is damaged. */
export async function contentOf(compressed: number): Promise<Content> {
  const measure = new Measure();
  await pipeline(Readable.from(piecesOf(compressed)), createGunzip(), measure.sink());
  return measure.content();
}

export async function hashOf(file: number): Promise<Content> {
  const measure = new Measure();
  await pipeline(Readable.from(piecesOf(file)), measure.sink());
  return measure.content();
}

export function isSame(a: Content, b: Content): boolean {
  return a.bytes === b.bytes && a.sha256 === b.sha256;
}

class Measure {
  #bytes = 0;
  readonly #hash = createHash("sha256");

  async *seeing(pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const piece of pieces) {
      this.#add(piece);
      yield piece;
    }
  }

  sink(): Writable {
    return new Writable({
      write: (piece: Buffer, _encoding, done) => {
        this.#add(piece);
        done();
      },
    });
  }

  content(): Content {
    return { bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  #add(piece: Buffer): void {
    this.#hash.update(piece);
    this.#bytes += piece.length;
  }
}

async function* piecesOf(file: number, end = Number.POSITIVE_INFINITY): AsyncIterable<Buffer> {
  for (let at = 0; at < end; ) {
    const length = Math.min(PIECE_BYTES, end - at);
    const { bytesRead, buffer } = await readPiece(file, Buffer.allocUnsafe(length), 0, length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function writerOf(file: number): Writable {
  const writeWhole = async (piece: Buffer): Promise<void> => {
    for (let at = 0; at < piece.length; )
      at += (await writePiece(file, piece, at, piece.length - at, null)).bytesWritten;
  };
  return new Writable({
    highWaterMark: PIECE_BYTES,
    write: (piece: Buffer, _encoding, done) => {
      writeWhole(piece).then(() => done(), done);
    },
  });
}
