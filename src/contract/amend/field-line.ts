/** A new field, written the way its neighbours are: as an item, as a row, or in a sentence. */
import type { Field, Format } from "../read/index.ts";
import { insertBelow, type LineEdit, lineAt, replaceLine, type TextLines } from "./lines.ts";
import { cells, headOf, rowLike, withCells } from "./table-line.ts";
import type { SimpleKind } from "./types.ts";

const plainWords: Readonly<Record<SimpleKind, string>> = {
  string: "string",
  line: "one-line string",
  integer: "integer",
  number: "number",
  boolean: "boolean",
  path: "path",
  date: "date YYYY-MM-DD",
  list: "list",
};

/** All ways that come into question, the one that a careful person would take first. */
export function fieldLines(lines: TextLines, { fields }: Format, name: string, kind: SimpleKind): readonly LineEdit[] {
  const type = wordsFor(kind, fields, lines);
  const items = fields.filter(({ written }) => written === "item");
  const rows = fields.filter(({ written }) => written === "row");
  const inline = fields.filter(({ written }) => written === "inline");
  // A list of its own for what is optional comes first: nobody has to say so in it.
  const apart = items.findLast((field) => !field.isRequired && !saysOptional(lineAt(lines, field.place.line) ?? ""));
  const edits: LineEdit[] = [];
  if (apart) edits.push(...itemEdits(lines, apart, name, type, ""));
  const item = items.at(-1);
  if (item) edits.push(...itemEdits(lines, item, name, type, optionalWord(lines, items)));
  const row = rows.at(-1);
  if (row) edits.push(...rowEdits(lines, row, rows, name, type));
  const last = inline.at(-1);
  if (last) edits.push(...inlineEdits(lines, last, name, `${type}, ${optionalWord(lines, inline)}`));
  return edits;
}

/** As a neighbour of the same type has it, and otherwise in plain words. */
function wordsFor(kind: SimpleKind, fields: readonly Field[], lines: TextLines): string {
  for (const { type, place } of fields) {
    if (type.kind !== kind || (kind !== "date" && kind !== "line" && kind !== "string")) continue;
    const line = lineAt(lines, place.line) ?? "";
    const found = spellings[kind].find((words) => line.toLowerCase().includes(words.toLowerCase()));
    if (found) return line.slice(line.toLowerCase().indexOf(found.toLowerCase())).slice(0, found.length);
  }
  return plainWords[kind];
}

const spellings: Readonly<Record<"date" | "line" | "string", readonly string[]>> = {
  date: ["date `YYYY-MM-DD`", "date (YYYY-MM-DD)", "date YYYY-MM-DD", "YYYY-MM-DD", "date"],
  line: ["one-line string", "one-line text", "single-line string", "one-line", "single-line", "line"],
  string: ["multi-line string", "markdown", "free text", "string", "text"],
};

function saysOptional(line: string): boolean {
  return /\boptional\b|\bif\b|\bwhen\b|\bunless\b/i.test(line);
}

function optionalWord(lines: TextLines, fields: readonly Field[]): string {
  const said = fields.flatMap(
    ({ place }) => /(\*optional\*|_optional_|\boptional\b)/i.exec(lineAt(lines, place.line) ?? "")?.[1] ?? [],
  );
  return said[0] ?? "optional";
}

function itemEdits(
  lines: TextLines,
  { place, name: sibling }: Field,
  name: string,
  type: string,
  optional: string,
): readonly LineEdit[] {
  const line = lineAt(lines, place.line) ?? "";
  const match = /^(\s*)([-*+]|\d+[.)])(\s+)(.*)$/.exec(line);
  if (match === null) return [];
  const [, indent = "", bullet = "-", gap = " ", words = ""] = match;
  const marker = /^\d/.test(bullet) ? `${Number.parseInt(bullet, 10) + 1}${bullet.at(-1)}` : bullet;
  const decorated = decoratedAs(words, sibling, name);
  const inside = [type, optional].filter(Boolean).join(", ");
  const behindColon = /^[^(]*?:\s*\S/.test(words) && !/^[^:]*\(/.test(words);
  const colon = /:(?:\*\*|__)/.test(words) ? ` ${inside}` : `: ${inside}`;
  const text = behindColon ? `${colonInside(words, decorated)}${colon}` : `${decorated} (${inside})`;
  return [insertBelow(endOfItem(lines, place.line, indent.length), `${indent}${marker}${gap}${text}`)];
}

/** `**Name:** type` has its colon inside of the emphasis. */
function colonInside(words: string, decorated: string): string {
  const mark = /^(\*\*|__).*?:\1/.exec(words)?.[1];
  return mark === undefined ? decorated : `${decorated.slice(0, -mark.length)}:${mark}`;
}

/** `` `Title` `` → `` `Owner` ``, `**Title**` → `**Owner**`. */
function decoratedAs(words: string, sibling: string, name: string): string {
  const mark = /^(?:\*\*`|`\*\*|\*\*|__|`|\*|_)/.exec(words)?.[0] ?? "";
  return mark !== "" && words.startsWith(mark + sibling)
    ? mark + name + [...mark.matchAll(/\*\*|__|./g)].map(String).reverse().join("")
    : name;
}

/** The last line of an item: what is indented below it belongs to it. */
function endOfItem(lines: TextLines, line: number, indent: number): number {
  let last = line;
  for (let next = line + 1; ; next++) {
    const text = lineAt(lines, next);
    if (text === undefined) return last;
    const isBlank = text.trim() === "";
    if (!isBlank && (/^\s*/.exec(text)?.[0].length ?? 0) <= indent) return last;
    if (!isBlank) last = next;
  }
}

function inlineEdits(
  lines: TextLines,
  { place, name: sibling }: Field,
  name: string,
  inside: string,
): readonly LineEdit[] {
  if (headOf(lines, place.line) !== null) return cellEdits(lines, place.line, sibling, `${name} (${inside})`);
  return [place.endLine, place.line].flatMap((number) => {
    const line = lineAt(lines, number);
    const match = /^(.*?)(\.?\s*)$/.exec(line ?? "");
    if (line === undefined || match === null) return [];
    const separator = /\)\s*;/.test(line) ? "; " : ", ";
    return [replaceLine(number, `${match[1]}${separator}${name} (${inside})${match[2]}`)];
  });
}

/** In the cell of a row that lists several, such as what an event carries. */
function cellEdits(lines: TextLines, number: number, sibling: string, said: string): readonly LineEdit[] {
  const line = lineAt(lines, number) ?? "";
  const all = cells(line);
  return all.flatMap((cell, index) => {
    if (!cell.includes(sibling)) return [];
    const separator = /\)\s*;/.test(cell) ? "; " : ", ";
    const [, text = "", blank = ""] = /^(.*?)(\s*)$/.exec(cell) ?? [];
    return [replaceLine(number, withCells(line, all.with(index, `${text}${separator}${said}${blank}`)))];
  });
}

function rowEdits(
  lines: TextLines,
  { place, name: sibling }: Field,
  rows: readonly Field[],
  name: string,
  type: string,
): readonly LineEdit[] {
  const line = lineAt(lines, place.line) ?? "";
  const head = headOf(lines, place.line);
  if (head === null) return [];
  const keys = cells(head).map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replace(/[^a-z]/g, ""),
  );
  const at = (...names: readonly string[]) => keys.findIndex((key) => names.includes(key));
  const nameAt = at("field", "name", "fieldname", "label", "property", "key");
  const typeAt = at("type", "format", "datatype", "kind");
  const requiredAt = at("required", "mandatory", "optional", "presence");
  if (nameAt < 0) return [];
  const values = cells(line).map((cell, index) => {
    if (index === nameAt) return decoratedAs(cell.trim(), sibling, name);
    if (index === typeAt) return requiredAt < 0 ? `${type}, optional` : type;
    if (index === requiredAt) return optionalCell(lines, rows, requiredAt, keys[requiredAt] === "optional");
    return /^\s*[-–—]\s*$/.test(cell) ? cell.trim() : "";
  });
  return [insertBelow(place.line, rowLike(lines, place.line, values))];
}

/** What the column says of a field that may be missing; where none is, the opposite of what it says of the others. */
function optionalCell(lines: TextLines, rows: readonly Field[], column: number, isReversed: boolean): string {
  const said = rows.map(({ place, isRequired }) => ({
    isRequired,
    cell: cells(lineAt(lines, place.line) ?? "")[column]?.trim() ?? "",
  }));
  const alike = said.find(
    ({ isRequired, cell }) => !isRequired && !/\b(?:if|when|unless)\b/i.test(cell) && cell !== "",
  );
  if (alike) return alike.cell;
  const cell = said.find(({ isRequired }) => isRequired)?.cell ?? "";
  const opposite = opposites.find(([yes]) => yes === cell.toLowerCase())?.[1] ?? (isReversed ? "yes" : "no");
  if (cell !== "" && cell === cell.toUpperCase() && /[A-Z]{2}/.test(cell)) return opposite.toUpperCase();
  return /^[A-Z]/.test(cell) ? opposite[0]?.toUpperCase() + opposite.slice(1) : opposite;
}

const opposites: readonly (readonly [string, string])[] = [
  ["yes", "no"],
  ["no", "yes"],
  ["y", "n"],
  ["true", "false"],
  ["false", "true"],
  ["required", "optional"],
  ["mandatory", "optional"],
  ["must", "optional"],
  ["always", "optional"],
  ["✓", "✗"],
  ["✔", "✘"],
  ["✅", "❌"],
  ["x", "-"],
];
