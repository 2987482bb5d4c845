/** A text as lines that keep their ends, so that an edit touches one line and no other byte: not a CRLF, not a BOM, not a blank at an end. */

interface TextLine {
  readonly text: string;
  /** `\n`, `\r\n`, `\r`, or nothing behind the last line. */
  readonly end: string;
}

/** One place of a text: lines from 1; `removed` lines give way to the new ones. */
export interface LineEdit {
  readonly line: number;
  readonly removed: number;
  readonly inserted: readonly string[];
}

export type TextLines = readonly TextLine[];

export function splitLines(text: string): TextLines {
  return [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)]
    .map(([, line = "", end = ""]) => ({ text: line, end }))
    .filter((line, index, all) => index < all.length - 1 || line.text !== "" || line.end !== "");
}

/** The line without its end; undefined behind the last one. Lines count from 1. */
export function lineAt(lines: TextLines, line: number): string | undefined {
  return lines[line - 1]?.text;
}

export function withEdit(lines: TextLines, { line, removed, inserted }: LineEdit): string {
  const at = line - 1;
  const before = lines.slice(0, at);
  const gone = lines.slice(at, at + removed);
  const after = lines.slice(at + removed);
  // New lines end as the line above does, or as what was there.
  const usual = gone[0]?.end || before.findLast(({ end }) => end !== "")?.end || after[0]?.end || "\n";
  const last = before.at(-1);
  const isAtOpenEnd = after.length === 0 && (gone.at(-1) ?? last)?.end === "";
  const head = before.map(
    (one, index) => one.text + (one.end === "" && index === before.length - 1 && inserted.length > 0 ? usual : one.end),
  );
  const added = inserted.map((text, index) => text + (isAtOpenEnd && index === inserted.length - 1 ? "" : usual));
  return [...head, ...added, ...after.map(({ text, end }) => text + end)].join("");
}

export function insertBelow(line: number, ...inserted: readonly string[]): LineEdit {
  return { line: line + 1, removed: 0, inserted };
}

export function replaceLine(line: number, text: string): LineEdit {
  return { line, removed: 1, inserted: [text] };
}

export interface Difference {
  /** From 1: where the first new or changed line stands now. */
  readonly line: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The lines that differ, from the first to the last. */
export function differenceOf(before: string, after: string): Difference {
  const [old, made] = [splitLines(before), splitLines(after)];
  const isSame = (a: TextLine | undefined, b: TextLine | undefined) => a?.text === b?.text && a?.end === b?.end;
  let head = 0;
  while (head < Math.min(old.length, made.length) && isSame(old[head], made[head])) head++;
  let tail = 0;
  while (tail < Math.min(old.length, made.length) - head && isSame(old.at(-1 - tail), made.at(-1 - tail))) tail++;
  const between = (lines: TextLines) => lines.slice(head, lines.length - tail).map(({ text }) => text);
  return { line: head + 1, before: between(old), after: between(made) };
}
