import type { Edit } from "../fixer.ts";

const LINES_AT_MOST = 1_500;

/** The edits by lines that lead from one text to the other; none when they differ over too long a stretch to be compared. */
export function hunksOf(from: string, to: string): Edit[] {
  const [left, right] = [linesOf(from), linesOf(to)];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let tail = 0;
  while (tail < left.length - start && tail < right.length - start && left.at(-1 - tail) === right.at(-1 - tail))
    tail++;
  const [a, b] = [left.slice(start, left.length - tail), right.slice(start, right.length - tail)];
  if (a.length > LINES_AT_MOST || b.length > LINES_AT_MOST) return [];
  const offset = left.slice(0, start).join("").length;
  return compare(a, b, offset);
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Longest common subsequence, by the table. */
function compare(a: readonly string[], b: readonly string[], offset: number): Edit[] {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const down = table[(i + 1) * width + j] ?? 0;
      const right = table[i * width + j + 1] ?? 0;
      table[i * width + j] = a[i] === b[j] ? (table[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(down, right);
    }
  }
  const edits: Edit[] = [];
  let [i, j, at] = [0, 0, offset];
  while (i < a.length || j < b.length) {
    let [remove, insert] = ["", ""];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      const takesRight =
        i >= a.length || (j < b.length && (table[i * width + j + 1] ?? 0) >= (table[(i + 1) * width + j] ?? 0));
      if (takesRight) insert += b[j++];
      else remove += a[i++];
    }
    if (remove !== "" || insert !== "") edits.push({ at, remove: remove.length, insert });
    at += remove.length;
    if (i < a.length && j < b.length) {
      at += a[i]?.length ?? 0;
      i++;
      j++;
    }
  }
  return edits;
}
