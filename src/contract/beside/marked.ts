/** A text cut around what is marked in it. What is left out is said. */
import type { MarkedLine, MarkedText } from "#core/model";
import type { Span } from "./spans.ts";

/** A text no longer than this is shown whole. */
const whole = { lines: 60, characters: 12_000 } as const;
const around = 6;
const most = { lines: 80, characters: 300, marks: 20 } as const;

export interface Shown {
  /** Lines that are shown whatever is marked, from 1: the heading of a format. */
  readonly also?: readonly number[];
  /** Of which lines something may be shown at all; default: of all. */
  readonly within?: readonly [number, number];
  /** What is missing of the text besides. */
  readonly note?: string | null;
}

export function markedText(
  lines: readonly string[],
  spans: readonly Span[],
  { also = [], within = [1, lines.length], note = null }: Shown = {},
): MarkedText {
  const kept = spans.slice(0, most.marks);
  const chosen = choose(lines, kept, also, within);
  const shown = chosen.map((line) => markedLine(lines[line - 1] ?? "", line, kept));
  const leftOut = within[1] - within[0] + 1 - chosen.filter((line) => line >= within[0] && line <= within[1]).length;
  const cutLines = shown.filter(({ cutBefore, cutAfter }) => cutBefore + cutAfter > 0).length;
  const said = [
    ...(leftOut > 0 ? [`${inWords(leftOut, "line")} left out, farther from what differs.`] : []),
    ...(cutLines > 0 ? [`${inWords(cutLines, "long line")} cut.`] : []),
    ...(note === null ? [] : [note]),
  ];
  return { lines: shown, totalLines: lines.length, cut: said.length === 0 ? null : said.join(" ") };
}

function inWords(count: number, what: string): string {
  return count === 1 ? `1 ${what} is` : `${count.toLocaleString("en")} ${what}s are`;
}

function choose(
  lines: readonly string[],
  spans: readonly Span[],
  also: readonly number[],
  [first, last]: readonly [number, number],
): readonly number[] {
  const range = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const all = range(first, Math.min(last, first + whole.lines));
  const isShort =
    last - first < whole.lines && all.reduce((sum, line) => sum + (lines[line - 1]?.length ?? 0), 0) < whole.characters;
  const chosen = new Set(also);
  if (isShort) for (const line of all) chosen.add(line);
  // The marked ones first, so that nothing else takes their room.
  for (const { line } of spans) chosen.add(line);
  const near = spans.length === 0 ? [first] : spans.map(({ line }) => line);
  for (let distance = 1; distance <= (spans.length === 0 ? 4 * around : around); distance++)
    for (const line of near)
      for (const next of [line - distance, line + distance]) if (next >= first && next <= last) chosen.add(next);
  if (spans.length === 0 && first <= last) chosen.add(first);
  return [...chosen].slice(0, most.lines).sort((a, b) => a - b);
}

function markedLine(text: string, line: number, spans: readonly Span[]): MarkedLine {
  const own = spans.filter((span) => span.line === line).sort((a, b) => a.from - b.from);
  const [start, end] = window(text, own[0]);
  const within = (at: number) => Math.min(Math.max(at, start), end) - start;
  return {
    ...{ line, text: text.slice(start, end), cutBefore: start, cutAfter: text.length - end },
    marks: own
      .filter(({ from, to }) => from <= end && to >= start)
      .map(({ kind, from, to, words }) => ({ kind, from: within(from), to: within(to), words })),
  };
}

/** Around the first mark; no character is cut in halves. */
function window(text: string, mark: Span | undefined): readonly [number, number] {
  if (text.length <= most.characters) return [0, text.length];
  const lead = Math.floor(most.characters / 4);
  const start = Math.max(0, Math.min((mark?.from ?? 0) - lead, text.length - most.characters));
  const end = start + most.characters;
  return [isHalf(text, start) ? start - 1 : start, isHalf(text, end) ? end + 1 : end];
}

function isHalf(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff;
}
