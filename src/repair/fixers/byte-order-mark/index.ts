import { type BrokenFile, defineFixer, type Verdict } from "../fixer.ts";

const MARK = [0xef, 0xbb, 0xbf];
/** The mark read as Latin-1 and written as UTF-8 once more. */
const TWICE_ENCODED = [0xc3, 0xaf, 0xc2, 0xbb, 0xc2, 0xbf];

export const byteOrderMark = defineFixer({
  name: "byte-order-mark",
  summary: "takes a byte-order mark away where the parser does not want one",
  languages: "all",
  decide,
});

function decide({ bytes }: BrokenFile): Verdict | undefined {
  let start = 0;
  for (let found = true; found; ) {
    found = false;
    for (const mark of [MARK, TWICE_ENCODED]) {
      if (!mark.every((byte, at) => bytes[start + at] === byte)) continue;
      start += mark.length;
      found = true;
    }
  }
  if (start === 0) return undefined;
  return { kind: "bytes", bytes: bytes.subarray(start), why: "takes the byte-order mark away" };
}
