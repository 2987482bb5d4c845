import { type BrokenFile, defineFixer, type Verdict } from "../fixer.ts";

/** As git writes them, at the beginning of a line. The one in the middle is also an underline in prose, so it does not count alone. */
const MARKERS = [/^<{7} \S/m, /^>{7} \S/m, /^={7}\r?$/m, /^\|{7} \S/m];

export const conflict = defineFixer({
  name: "conflict",
  summary: "hands a merge that was left in the middle to a human",
  languages: "all",
  decide,
});

function decide({ text }: BrokenFile): Verdict | undefined {
  const found = MARKERS.filter((marker) => marker.test(text)).length;
  if (found < 2) return undefined;
  return { kind: "human", why: "a merge was left in the middle: which side is right, only a human knows" };
}
