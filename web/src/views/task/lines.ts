/** A diff as git writes it, read line by line. Whatever stands in the files is text: only what git puts before it is looked at. */

export type LineKind = "added" | "removed" | "same" | "place" | "head";

export interface DiffLine {
  readonly kind: LineKind;
  readonly text: string;
  /** Before and after. */
  readonly from: number | null;
  readonly to: number | null;
}

export function linesOf(diff: string): readonly DiffLine[] {
  let from = 0;
  let to = 0;
  let isInHunk = false;
  return diff
    .replace(/\n$/, "")
    .split("\n")
    .map((line): DiffLine => {
      const place = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)$/.exec(line);
      if (place !== null) {
        from = Number(place[1]);
        to = Number(place[2]);
        isInHunk = true;
        return { kind: "place", text: `line ${to}${place[3] ?? ""}`, from: null, to: null };
      }
      if (line.startsWith("diff --git ")) isInHunk = false;
      if (!isInHunk || line.startsWith("\\")) return { kind: "head", text: line, from: null, to: null };
      const text = line.slice(1);
      if (line.startsWith("+")) return { kind: "added", text, from: null, to: to++ };
      if (line.startsWith("-")) return { kind: "removed", text, from: from++, to: null };
      return { kind: "same", text, from: from++, to: to++ };
    });
}
