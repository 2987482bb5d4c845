/** The value of a field in a text: behind its label, on the lines below it, or below its heading. */
import type { Line } from "../text/index.ts";
import type { Document, PlacedLabel } from "./document.ts";

export interface Content {
  /** Behind the label, on its line. */
  readonly inline: string;
  /** Indices of the lines below that belong to it. */
  readonly from: number;
  readonly to: number;
}

/** `known`: the keys of the format's fields; a label of one of them ends what belongs to the one before. */
export function contentOf(document: Document, { label, line, at }: PlacedLabel, known: ReadonlySet<string>): Content {
  const { lines } = document;
  const from = at + 1;
  if (line.labels.at(-1) !== label) return { inline: label.value, from, to: from };
  const hasInline = label.value !== "";
  let to = from;
  for (let next = lines[to]; next !== undefined; next = lines[++to]) {
    if (next.kind === "heading" || next.kind === "rule") break;
    if (isSibling(line, next, known)) break;
    if (next.kind === "blank" && !isContinued(lines, to, hasInline)) break;
    // A table behind a blank line is something of its own.
    if (next.kind === "row" && lines[to - 1]?.kind === "blank") break;
  }
  return { inline: label.value, from, to };
}

function isSibling(line: Line, next: Line, known: ReadonlySet<string>): boolean {
  if (next.labels.some(({ key }) => known.has(key)) && (next.item === null || line.item !== null)) return true;
  if (line.item !== null && next.item !== null && next.indent <= line.indent) return true;
  const isAlike = next.labels.length > 0 && next.style === line.style && (next.item === null) === (line.item === null);
  return isAlike && next.indent <= line.indent && next.labels.some(({ name }) => isName(name, next.style));
}

/** Of few words, and no sentence: `Risk Factors`, `risk_factors`. */
export function isName(name: string, style: Line["style"]): boolean {
  const words = name.split(/\s+/);
  if (words.length > 5) return false;
  return style === "bold" || (words.length <= 3 && /^[\p{Lu}\p{Lo}]|[_-]|^[a-z]+[A-Z0-9]?[\p{L}\p{N}]*$/u.test(name));
}

/** A blank line ends a value that stood behind its label; below a label with nothing behind it, the first blank lines, and those between items, do not. */
function isContinued(lines: readonly Line[], at: number, hasInline: boolean): boolean {
  if (hasInline) return false;
  let next = at + 1;
  while (lines[next]?.kind === "blank") next++;
  const before = lines[at - 1];
  const after = lines[next];
  if (after === undefined) return false;
  const isFirst = before === undefined || before.labels.length > 0 || before.kind === "heading";
  return isFirst || after.item !== null || after.indent > 1;
}
