/** A value, a range, a column or "optional" added to a line that says something already. Which of the lines is meant, the reader decides. */
import type { Contract, Field, Format } from "../read/index.ts";
import { nameKey } from "../text/index.ts";
import { type LineEdit, lineAt, replaceLine, type TextLines } from "./lines.ts";
import { cells, headOf, rowLike, withCells } from "./table-line.ts";

/** Another value behind the last one, with what stands between the others. */
export function valueLines(
  lines: TextLines,
  format: Format,
  values: readonly string[],
  value: string,
): readonly LineEdit[] {
  return linesOf(format).flatMap((number) => {
    const line = lineAt(lines, number) ?? "";
    const places = inTurn(line, values);
    const last = places.at(-1);
    const before = places.at(-2);
    if (last === undefined) return nested(lines, number, values, value);
    const between = before === undefined ? " | " : line.slice(before.end, last.start);
    const first = places[0];
    const usual = first === undefined || places[1] === undefined ? between : line.slice(first.end, places[1].start);
    const behindLast = line.slice(0, last.end) + between + value + line.slice(last.end);
    if (before === undefined || usual === between) return [replaceLine(number, behindLast)];
    // `a, b or c` → `a, b, c or d`.
    const moved = usual + line.slice(last.start, last.end) + between + value;
    return [
      replaceLine(number, line.slice(0, before.end) + moved + line.slice(last.end)),
      replaceLine(number, behindLast),
    ];
  });
}

/** A list of values below the field: one more item. */
function nested(lines: TextLines, number: number, values: readonly string[], value: string): readonly LineEdit[] {
  const last = values.at(-1);
  const line = lineAt(lines, number) ?? "";
  const at = last === undefined ? -1 : line.indexOf(last);
  if (last === undefined || at < 0 || !/^\s*(?:[-*+]|\d+[.)])\s+[`*_"]*$/.test(line.slice(0, at))) return [];
  const end = /^[`*_"]*/.exec(line.slice(at + last.length))?.[0] ?? "";
  return [{ line: number + 1, removed: 0, inserted: [line.slice(0, at) + value + end] }];
}

function inTurn(line: string, values: readonly string[]): readonly { readonly start: number; readonly end: number }[] {
  const places: { start: number; end: number }[] = [];
  for (const value of values) {
    const start = wordAt(line, value, places.at(-1)?.end ?? 0);
    if (start < 0) return [];
    places.push({ start, end: start + value.length });
  }
  return places;
}

function wordAt(line: string, word: string, from: number): number {
  for (let at = line.indexOf(word, from); at >= 0; at = line.indexOf(word, at + 1)) {
    const isPart = /[\p{L}\p{N}_-]/u;
    if (!isPart.test(line[at - 1] ?? " ") && !isPart.test(line[at + word.length] ?? " ")) return at;
  }
  return -1;
}

/** The name of a field may stand in its row for something else, too. */
function wordsAt(line: string, word: string): readonly number[] {
  const places: number[] = [];
  for (let at = wordAt(line, word, 0); at >= 0; at = wordAt(line, word, at + 1)) places.push(at);
  return places;
}

/** Another number in the place of a bound. */
export function boundLines(
  lines: TextLines,
  format: Format,
  bounds: { readonly min: number | null; readonly max: number | null },
  values: readonly number[],
): readonly LineEdit[] {
  const min = bounds.min === null ? null : Math.min(bounds.min, ...values);
  const max = bounds.max === null ? null : Math.max(bounds.max, ...values);
  return linesOf(format).flatMap((number) => {
    const line = lineAt(lines, number) ?? "";
    return rangesIn(line).flatMap(({ from, to, low, high }) => {
      if (low.value !== bounds.min || high.value !== bounds.max) return [];
      const text = line.slice(from, to).replace(/^\S+?(?=\s*(?:–|—|-|\.\.|…|to|and))/, "");
      const between = text.slice(0, text.length - high.text.length);
      return [
        replaceLine(
          number,
          line.slice(0, from) +
            (min === low.value ? low.text : String(min)) +
            between +
            (max === high.value ? high.text : String(max)) +
            line.slice(to),
        ),
      ];
    });
  });
}

function rangesIn(line: string) {
  const pattern = /([-+]?\d+(?:\.\d+)?)\s*%?\s*(?:–|—|-|\.\.\.?|…|to|and)\s*([-+]?\d+(?:\.\d+)?)/g;
  return [...line.matchAll(pattern)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    low: { text: match[1] ?? "", value: Number(match[1]) },
    high: { text: match[2] ?? "", value: Number(match[2]) },
  }));
}

/** A field that may be left out. */
export function optionalLines(lines: TextLines, format: Format, name: string): readonly LineEdit[] {
  const key = nameKey(name);
  const listed = format.fields
    .filter((field) => nameKey(field.name) === key)
    .flatMap((field) => optionalField(lines, field));
  const parts = format.templates
    .flatMap(({ parts }) => parts)
    .filter((part) => nameKey(part.kind === "field" ? part.field.name : part.name) === key);
  const marked = parts.flatMap(({ place }) => {
    const line = lineAt(lines, place.line);
    return line === undefined ? [] : [replaceLine(place.line, `${line.trimEnd()} (optional)`)];
  });
  return [...listed, ...marked];
}

function optionalField(lines: TextLines, { place, written, name }: Field): readonly LineEdit[] {
  const line = lineAt(lines, place.line) ?? "";
  if (written === "row") {
    const head = headOf(lines, place.line);
    return (head === null ? [] : cells(line)).flatMap((cell, index) => {
      const opposite = opposites[cell.trim().toLowerCase()];
      return opposite === undefined
        ? []
        : [replaceLine(place.line, withCells(line, cells(line).with(index, cell.replace(cell.trim(), opposite))))];
    });
  }
  return wordsAt(line, name).flatMap((start) => optionalAt(line, place.line, start + name.length));
}

/** Behind the name that ends there. */
function optionalAt(line: string, number: number, at: number): readonly LineEdit[] {
  const [head, tail] = [line.slice(0, at), line.slice(at)];
  const inParentheses = /^([`*_"]*\s*\((?:[^()]|\([^()]*\))*)\)/.exec(tail)?.[1];
  const behindColon = /^([`*_"]*\s*:[`*_"]*\s*[^.;—–]*?)(?=\s*(?:[.;—–]|$))/.exec(tail)?.[1];
  const marks = /^[`*_"]*/.exec(tail)?.[0] ?? "";
  return [
    inParentheses && `${inParentheses}, optional`,
    behindColon && `${behindColon}, optional`,
    `${marks} (optional)`,
  ].flatMap((text) =>
    text
      ? [
          replaceLine(
            number,
            head + text + tail.slice(text === `${marks} (optional)` ? marks.length : text.length - ", optional".length),
          ),
        ]
      : [],
  );
}

const opposites: Readonly<Record<string, string>> = {
  yes: "no",
  y: "n",
  true: "false",
  required: "optional",
  mandatory: "optional",
  must: "optional",
  always: "optional",
  "✓": "✗",
  "✅": "❌",
};

/** Columns that may be left out: marked where they are named. */
export function optionalColumnLines(lines: TextLines, format: Format, columns: readonly string[]): readonly LineEdit[] {
  return linesOf(format).flatMap((number) => {
    let line = lineAt(lines, number) ?? "";
    const before = line;
    for (const column of columns) {
      const at = wordAt(line, column, 0);
      if (at < 0) return [];
      line = `${line.slice(0, at + column.length)} (optional)${line.slice(at + column.length)}`;
    }
    return line === before ? [] : [replaceLine(number, line)];
  });
}

/** Columns behind the last one, which may be there. */
export function columnLines(
  lines: TextLines,
  format: Format,
  table: readonly string[],
  columns: readonly string[],
): readonly LineEdit[] {
  const added = columns.map((column) => `${column} (optional)`);
  return linesOf(format).flatMap((number) => {
    const line = lineAt(lines, number) ?? "";
    const last = inTurn(line, table).at(-1);
    if (last === undefined) return [];
    const isHead = headOf(lines, number + 1) === line;
    if (!isHead) return [replaceLine(number, `${line.slice(0, last.end)}, ${added.join(", ")}${line.slice(last.end)}`)];
    const rows: string[] = [];
    for (let at = number; (lineAt(lines, at) ?? "").includes("|"); at++) {
      const row = lineAt(lines, at) ?? "";
      const more =
        at === number
          ? added.map((name) => ` ${name} `)
          : at === number + 1
            ? added.map((name) => (/\s-/.test(row) ? ` ${"-".repeat(name.length)} ` : "-".repeat(name.length + 2)))
            : columns.map((name) => ` {${name.toLowerCase()}} `);
      rows.push(withCells(row, [...cells(row), ...more]));
    }
    return [{ line: number, removed: rows.length, inserted: rows }];
  });
}

export function renameEventLines(
  lines: TextLines,
  { events }: Contract,
  from: string,
  to: string,
): readonly LineEdit[] {
  return events
    .filter(({ name }) => name === from)
    .flatMap(({ place }) => {
      const line = lineAt(lines, place.line) ?? "";
      const at = line.indexOf(from);
      return at < 0 ? [] : [replaceLine(place.line, line.slice(0, at) + to + line.slice(at + from.length))];
    });
}

/** Below the last event of the table, in which the names look as its name does. */
export function eventLines(
  lines: TextLines,
  { events }: Contract,
  name: string,
  producers: readonly string[],
  consumers: readonly string[],
): readonly LineEdit[] {
  const last = events.at(-1);
  if (last === undefined) return [];
  const head = headOf(lines, last.place.line);
  const row = lineAt(lines, last.place.line) ?? "";
  if (head === null) return [];
  const values = cells(head).map((cell, index) => {
    const key = nameKey(cell);
    const old = cells(row)[index]?.trim() ?? "";
    if (old.includes(last.name)) return old.replace(last.name, name);
    if (/^(?:producers?|emittedby|emitter|source|from|publisher|sender|producedby)$/.test(key))
      return producers.join(", ");
    if (/^(?:consumers?|consumedby|listeners?|subscribers?|to|receiver|listenedby|handler)$/.test(key))
      return consumers.join(", ") || "—";
    return "";
  });
  return [{ line: last.place.line + 1, removed: 0, inserted: [rowLike(lines, last.place.line, values)] }];
}

function linesOf({ place }: Format): readonly number[] {
  return Array.from({ length: place.endLine - place.line + 1 }, (_, index) => place.line + index);
}
