/** Two texts compared line by line: the longest lines in common stay, the rest was taken away or added. */

export interface DiffRow {
  readonly kind: "same" | "changed";
  /** Undefined: nothing stood there. */
  readonly before?: string;
  readonly after?: string;
}

/** Cells of the table; beyond it the middle is told as wholly changed. */
const mostCells = 4_000_000;

export function diffOf(before: readonly string[], after: readonly string[]): readonly DiffRow[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const same = (lines: readonly string[]) =>
    lines.map((line): DiffRow => ({ kind: "same", before: line, after: line }));
  return [
    ...same(before.slice(0, start)),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

function middle(before: readonly string[], after: readonly string[]): readonly DiffRow[] {
  if (before.length * after.length > mostCells) return paired(before, after);
  const width = after.length + 1;
  /** How many lines the rests from here on have in common. */
  const common = new Uint32Array((before.length + 1) * width);
  for (let b = before.length - 1; b >= 0; b--)
    for (let a = after.length - 1; a >= 0; a--)
      common[b * width + a] =
        before[b] === after[a]
          ? (common[(b + 1) * width + a + 1] ?? 0) + 1
          : Math.max(common[(b + 1) * width + a] ?? 0, common[b * width + a + 1] ?? 0);
  const rows: DiffRow[] = [];
  let [removed, added]: [string[], string[]] = [[], []];
  const settle = () => {
    rows.push(...paired(removed, added));
    [removed, added] = [[], []];
  };
  let [b, a] = [0, 0];
  while (b < before.length || a < after.length) {
    if (b < before.length && a < after.length && before[b] === after[a]) {
      settle();
      rows.push({ kind: "same", before: before[b] ?? "", after: after[a] ?? "" });
      b++;
      a++;
    } else if (
      a >= after.length ||
      (b < before.length && (common[(b + 1) * width + a] ?? 0) >= (common[b * width + a + 1] ?? 0))
    )
      removed.push(before[b++] ?? "");
    else added.push(after[a++] ?? "");
  }
  settle();
  return rows;
}

/** What was taken away stands beside what was added in its place. */
function paired(removed: readonly string[], added: readonly string[]): readonly DiffRow[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index): DiffRow => {
    const [before, after] = [removed[index], added[index]];
    return {
      kind: "changed",
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
  });
}

export type Folded = { readonly rows: readonly DiffRow[]; readonly isFold: boolean };

const context = 3;

/** Long stretches that are the same are left out, but for some lines beside what changed. */
export function folded(rows: readonly DiffRow[]): readonly Folded[] {
  const near = rows.map((_, index) =>
    rows.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind === "changed"),
  );
  const parts: { rows: DiffRow[]; isFold: boolean }[] = [];
  for (const [index, row] of rows.entries()) {
    const isFold = near[index] !== true;
    const last = parts.at(-1);
    if (last?.isFold === isFold) last.rows.push(row);
    else parts.push({ rows: [row], isFold });
  }
  // A line or two take no more room than to say that they are left out.
  return parts.map((part) => (part.isFold && part.rows.length <= 2 ? { ...part, isFold: false } : part));
}
