/** Rows of tables, written the way their neighbours are. */
import { lineAt, type TextLines } from "./lines.ts";

/** The line of names of the table that this row is in: the one above the row of dashes. */
export function headOf(lines: TextLines, row: number): string | null {
  const dashes = dashesAbove(lines, row);
  return dashes === null ? null : (lineAt(lines, dashes - 1) ?? null);
}

function dashesAbove(lines: TextLines, row: number): number | null {
  for (let line = row; line > 1; line--) {
    const text = lineAt(lines, line);
    if (text === undefined || !text.includes("|")) return null;
    if (/^[\s>|:-]+$/.test(text) && text.includes("-")) return line;
  }
  return null;
}

/** With the blanks that stand around the words. A `\|` is part of a cell. */
export function cells(row: string): readonly string[] {
  return partsOf(row).inner.split(/(?<!\\)\|/);
}

function partsOf(row: string): { readonly lead: string; readonly inner: string; readonly tail: string } {
  const lead = /^[\s>]*\|?/.exec(row)?.[0] ?? "";
  const tail = /(?<!\\)\|\s*$/.exec(row)?.[0] ?? "";
  return { lead, inner: row.slice(lead.length, row.length - tail.length), tail };
}

export function withCells(row: string, values: readonly string[]): string {
  const { lead, tail } = partsOf(row);
  return `${lead}${values.join("|")}${tail}`;
}

/** A row with other words: as wide as its neighbours where all of these are of one width, and as tight as the one above it otherwise. */
export function rowLike(lines: TextLines, row: number, values: readonly string[]): string {
  const above = lineAt(lines, row) ?? "";
  const old = cells(above);
  const head = headOf(lines, row);
  const isDrawn =
    head !== null &&
    cells(head).length === old.length &&
    cells(head).every((cell, index) => cell.length === old[index]?.length);
  const isTight = old.every((cell) => cell.trim() === "" || cell === cell.trim());
  const blank = isTight ? "" : " ";
  return withCells(
    above,
    old.map((cell, index) => {
      const value = values[index] ?? "";
      if (value === "" && !isDrawn) return cell.trim() === "" ? cell : blank || " ";
      return isDrawn ? `${blank}${value}`.padEnd(cell.length - blank.length) + blank : `${blank}${value}${blank}`;
    }),
  );
}
