/** A new field in a fenced template, where the outputs have it, written as the fields beside it are. */
import type { Field, Format, Template, TemplatePart } from "../read/index.ts";
import { nameKey } from "../text/index.ts";
import type { FieldSample } from "./change.ts";
import { insertBelow, type LineEdit, lineAt, type TextLines } from "./lines.ts";
import type { SimpleKind } from "./types.ts";

const placeholders: Readonly<Record<SimpleKind, string>> = {
  string: "{string}",
  line: "{one-line string}",
  integer: "{integer}",
  number: "{number}",
  boolean: "{boolean}",
  path: "{path}",
  date: "{YYYY-MM-DD}",
  list: "{list}",
};

type FieldPart = Extract<TemplatePart, { kind: "field" }>;

export function templateLines(
  lines: TextLines,
  { templates }: Format,
  name: string,
  kind: SimpleKind,
  samples: readonly FieldSample[],
): readonly LineEdit[] {
  return templates.flatMap((template) => {
    const level = samples.find(({ headingLevel }) => headingLevel !== null)?.headingLevel ?? null;
    if (level !== null) return sectionEdits(lines, template, name, level, samples);
    const parts = template.parts.filter((part): part is FieldPart => part.kind === "field");
    const anchor = anchorOf(template, samples);
    const neighbour =
      anchor?.kind === "field"
        ? anchor
        : (parts.find(({ place }) => anchor && place.line > anchor.place.line) ?? parts.at(-1));
    const text = fieldText(lines, neighbour?.field, parts, name, kind);
    return [...(anchor ? behind(lines, anchor, text) : []), ...(neighbour ? behind(lines, neighbour, text) : [])];
  });
}

/** What most outputs have right before it. */
function anchorOf({ parts }: Template, samples: readonly FieldSample[]): TemplatePart | undefined {
  const keys = samples.flatMap(({ behind }) => (behind === null ? [] : [nameKey(behind)]));
  const count = (key: string) => keys.filter((other) => other === key).length;
  const [most] = keys.toSorted((a, b) => count(b) - count(a));
  return parts.findLast((part) => nameKey(nameOf(part)) === most);
}

function nameOf(part: TemplatePart): string {
  return part.kind === "field" ? part.field.name : part.name;
}

function behind(lines: TextLines, anchor: TemplatePart, text: string): readonly LineEdit[] {
  const { endLine } = anchor.place;
  if (anchor.kind === "field") return [insertBelow(endLine, text)];
  const isApart = lineAt(lines, endLine + 1)?.trim() === "";
  if (anchor.kind !== "heading" || !isApart) return [];
  // Right above the first field below the heading; anything else keeps its distance.
  return [
    /^\s*(?:[-*+]\s+)?(?:\*\*|__)/.test(lineAt(lines, endLine + 2) ?? "")
      ? insertBelow(endLine + 1, text)
      : insertBelow(endLine + 1, text, ""),
  ];
}

function fieldText(
  lines: TextLines,
  sibling: Field | undefined,
  parts: readonly FieldPart[],
  name: string,
  kind: SimpleKind,
): string {
  const optional = parts.map(({ place }) => lineAt(lines, place.line) ?? "").find((line) => /\*optional\*/.test(line))
    ? "*optional*"
    : "(optional)";
  const line = sibling && (lineAt(lines, sibling.place.line) ?? "");
  const at = line === undefined ? -1 : line.indexOf(sibling?.name ?? "");
  const prefix = line?.slice(0, at) ?? "";
  if (line === undefined || sibling === undefined || at < 0 || prefix.includes(":"))
    return `**${name}**: ${placeholders[kind]} ${optional}`;
  const separator =
    /^(?:\s*\([^)]*\))?((?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*)/.exec(line.slice(at + sibling.name.length))?.[1] ??
    ": ";
  return `${prefix}${name}${separator.trimEnd()} ${placeholders[kind]} ${optional}`;
}

/** A section of its own, behind the one that it follows in the outputs, or as the last. */
function sectionEdits(
  lines: TextLines,
  template: Template,
  name: string,
  level: number,
  samples: readonly FieldSample[],
): readonly LineEdit[] {
  const headings = template.parts.filter((part) => part.kind === "heading");
  const anchor = anchorOf(template, samples) ?? headings.at(-1);
  const next = headings.find((part) => part.level <= level && part.place.line > (anchor?.place.line ?? 0));
  const heading = `${"#".repeat(level)} ${name} (optional)`;
  const body = ["", "{text}"];
  if (next)
    return [insertBelow(next.place.line - 1, heading, "", "{text}", ""), insertBelow(next.place.line - 1, heading, "")];
  const last = template.place.endLine;
  return [
    insertBelow(last, "", heading, ...body),
    insertBelow(last, "", heading),
    insertBelow(last - 1, "", heading),
  ].filter(({ line }) => lineAt(lines, line - 1) !== undefined);
}
