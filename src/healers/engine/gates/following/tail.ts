/**
 * The *tail*: what stands in a file right before the place up to which it was read. A file keeps its inode and may have grown beyond that place
 * though it was cut and filled anew meanwhile (`copytruncate`, or another file that got the same inode); its tail tells.
 */
import { sha256 } from "#core/lib";

/** Enough for a few lines: one that is written again and again should not stand for others. */
export const tailBytes = 1_024;

/** The tail once this was read, too. */
export function tailAfter(tail: Uint8Array, read: Uint8Array): Uint8Array {
  if (read.length >= tailBytes) return read.subarray(-tailBytes);
  return Buffer.concat([tail, read]).subarray(-tailBytes);
}

/** As it is kept: of the words themselves nothing is. */
export function hashOf(tail: Uint8Array): string {
  return sha256(tail).slice(0, 32);
}
