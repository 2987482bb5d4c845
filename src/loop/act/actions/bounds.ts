/** Every step on files has an upper bound, so that a wrong pattern stops at a number and not at the end of the disk. */
import { z } from "zod";
import { size } from "#core/model";

export const maxFiles = z
  .number()
  .int()
  .min(1)
  .max(10_000)
  .default(1_000)
  .describe("More files than this, and nothing is touched");

/** Read as people write it, kept as bytes; the default is given in bytes, as the reading would give it. */
export function maxSize(defaultBytes: number) {
  return size.default(defaultBytes).describe("More bytes than this, and nothing is touched");
}

export const mebibyte = 1024 ** 2;
