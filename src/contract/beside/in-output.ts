/** Where in an output a finding is. Outputs are kept masked and cut: the finding's line is where to look first, and never trusted blindly. */
import type { Finding } from "#core/model";
import type { Format } from "../read/index.ts";
import { nameKey, scan } from "../text/index.ts";
import { spansInJson } from "./in-json.ts";
import { find, type Said, type Span, wholeLine, wordsIn } from "./spans.ts";

export function spansInOutput(lines: readonly string[], finding: Finding, formats: readonly Format[]): readonly Span[] {
  const said = saidOf(finding);
  const { kind, path, line } = finding;
  if (kind === "orphan_event" || kind === "unknown_event") {
    const found = find(lines, [1, lines.length], path);
    return found === undefined ? [] : [{ ...found, ...said }];
  }
  if (path.startsWith("/")) {
    const found = spansInJson(lines.join("\n"), path, said);
    if (found.length > 0) return found;
  }
  if (line === null) return kind === "missing_field" ? anchor(lines, path, formats, said) : [];
  return atLine(lines, finding, line, said);
}

function atLine(
  lines: readonly string[],
  { kind, path, received }: Finding,
  line: number,
  said: Said,
): readonly Span[] {
  switch (kind) {
    case "wrong_type":
    case "wrong_enum":
    case "out_of_range":
    case "version_mismatch":
      return wordsIn(lines, [line, line], received, said);
    case "unknown_field": {
      // `Chain table: Colour` is a column; anything else is a line of its own.
      const column = /: (.+)$/.exec(path)?.[1];
      return column === undefined ? wholeLine(lines, line, said) : wordsIn(lines, [line, line], column, said);
    }
    default:
      return wholeLine(lines, line, said);
  }
}

function saidOf({ kind, path, expected }: Finding): Said {
  switch (kind) {
    case "missing_field":
      return { kind: "missing", words: `${nameOf(path)} is missing` };
    case "missing_column":
      return { kind: "missing", words: `no ${expected}` };
    case "unknown_field":
      return { kind: "differs", words: `the contract says nothing of ${nameOf(path)}` };
    case "wrong_order":
      return { kind: "differs", words: `in the wrong place: ${expected}` };
    case "unparseable":
      return { kind: "differs", words: "cannot be recognised from here" };
    case "orphan_event":
    case "unknown_event":
      return { kind: "differs", words: "nobody listens to this event" };
    default:
      return { kind: "differs", words: `expected: ${expected}` };
  }
}

/** The last part of a path, whole where it has one alone. */
export function nameOf(path: string): string {
  const last = /(?:.*(?:: |\/))?([^/]+)$/.exec(path)?.[1] ?? path;
  return last.replace(/\[\d+\]$/, "");
}

/** What is missing has no line. It is shown where it would stand: behind what the contract has before it. */
function anchor(lines: readonly string[], path: string, formats: readonly Format[], said: Said): readonly Span[] {
  const places = placesByName(lines);
  const names = formats.flatMap(namesOf);
  const at = names.indexOf(nameKey(path));
  const before = names.slice(0, Math.max(0, at)).findLast((name) => places.has(name));
  const line = before === undefined ? undefined : places.get(before);
  if (line !== undefined) return behind(lines, line, said);
  const next = names.slice(at + 1).find((name) => places.has(name));
  const nextLine = next === undefined ? undefined : places.get(next);
  if (nextLine !== undefined) return [{ line: nextLine, from: 0, to: 0, ...said }];
  const last = lines.findLastIndex((text) => text.trim() !== "");
  return behind(lines, Math.max(1, last + 1), said);
}

function behind(lines: readonly string[], line: number, said: Said): readonly Span[] {
  const end = (lines[line - 1] ?? "").trimEnd().length;
  return [{ line, from: end, to: end, ...said }];
}

function namesOf({ templates, fields }: Format): readonly string[] {
  const parts = templates.flatMap((template) => template.parts);
  const ofParts = parts.map((part) => nameKey(part.kind === "field" ? part.field.name : part.name));
  return [...ofParts, ...fields.map(({ name }) => nameKey(name))];
}

/** The line of the first label, or heading, of each name. */
function placesByName(lines: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  scan(lines).lines.forEach((line, index) => {
    const keys = [...line.labels.map(({ key }) => key), ...(line.kind === "heading" ? [nameKey(line.content)] : [])];
    for (const key of keys) if (!places.has(key)) places.set(key, index + 1);
  });
  return places;
}
