/** Places in a text that are worth a mark. */
import type { MarkKind } from "#core/model";

export interface Span {
  /** From 1. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly kind: MarkKind;
  readonly words: string;
}

/** What a mark says of its place. */
export type Said = Pick<Span, "kind" | "words">;

/** All of a line but the blanks around it. */
export function wholeLine(lines: readonly string[], line: number, said: Said): readonly Span[] {
  const text = lines[line - 1];
  if (text === undefined) return [];
  const from = text.length - text.trimStart().length;
  return [{ line, from, to: Math.max(from, text.trimEnd().length), ...said }];
}

/** The words where they stand in one of these lines; the whole first line where they do not. */
export function wordsIn(
  lines: readonly string[],
  [first, last]: readonly [number, number],
  words: string,
  said: Said,
): readonly Span[] {
  const found = find(lines, [first, last], words);
  return found === undefined ? wholeLine(lines, first, said) : [{ ...found, ...said }];
}

export function find(
  lines: readonly string[],
  [first, last]: readonly [number, number],
  words: string,
): Pick<Span, "line" | "from" | "to"> | undefined {
  // Findings are told on one line, and shortened.
  const sought = words.replace(/…$/, "").trim().toLowerCase();
  if (sought === "") return undefined;
  for (let line = first; line <= Math.min(last, lines.length); line++) {
    const from = (lines[line - 1] ?? "").toLowerCase().indexOf(sought);
    if (from >= 0) return { line, from, to: from + sought.length };
  }
  return undefined;
}

/** From one offset to another, or to the end of the line in which it begins. */
export function spanAt(text: string, from: number, to: number, said: Said): Span {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const end = text.indexOf("\n", from);
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < from; at = text.indexOf("\n", at + 1)) line++;
  return { line, from: from - start, to: Math.min(to, end < 0 ? text.length : end) - start, ...said };
}
