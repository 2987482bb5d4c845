/** Edits of a JSON Schema, in its own indentation. A new line goes above the last of its kind, so that no other line gets a comma. */
import { findNodeAtLocation, type Node } from "jsonc-parser";
import type { Format } from "../read/index.ts";
import { type LineEdit, lineAt, replaceLine, type TextLines } from "./lines.ts";
import { pointerParts, positionOf, type SchemaText, schemaAt, schemaText } from "./schema-text.ts";
import { schemaOfValues } from "./types.ts";

export function propertyLines(
  lines: TextLines,
  { schemas }: Format,
  pointer: string,
  values: readonly unknown[],
): readonly LineEdit[] {
  return schemas.flatMap((schema) => {
    const source = schemaText(lines, schema);
    const parts = pointerParts(pointer);
    const parent = source && schemaAt(source.root, parts.slice(0, -1));
    const properties = parent && findNodeAtLocation(parent, ["properties"]);
    const name = parts.at(-1);
    if (!source || properties?.type !== "object" || name === undefined) return [];
    return propertyEdits(lines, source, properties, name, schemaOfValues(values));
  });
}

function propertyEdits(
  lines: TextLines,
  source: SchemaText,
  properties: Node,
  name: string,
  schema: unknown,
): readonly LineEdit[] {
  const last = properties.children?.at(-1);
  if (last === undefined) return [];
  const at = positionOf(source, last.offset);
  const line = lineAt(lines, at.line) ?? "";
  const siblings = (properties.children ?? []).flatMap(({ children }) =>
    children?.[1] === undefined ? [] : [textOf(source, children[1])],
  );
  const style = {
    blank: siblings.some((text) => /^\{\s/.test(text)) ? " " : "",
    gap: /"\s*:\s/.test(textOf(source, last)) ? " " : "",
  };
  const indent = line.slice(0, at.column);
  if (indent.trim() !== "") {
    // All in one line: behind the last one.
    const end = positionOf(source, last.offset + last.length);
    if (end.line !== at.line) return [];
    return [
      spliced(
        lines,
        end.line,
        end.column,
        0,
        `,${style.gap}${JSON.stringify(name)}:${style.gap}${oneLine(schema, style)}`,
      ),
    ];
  }
  const isTall = siblings.every((text) => text.includes("\n"));
  const unit = /\n(\s*)\S/.exec(siblings[0] ?? "")?.[1]?.slice(indent.length) ?? "  ";
  const tall = JSON.stringify({ [name]: schema }, null, unit || "  ")
    .split("\n")
    .slice(1, -1)
    .map((text) => indent + text.slice((unit || "  ").length));
  const texts = isTall ? tall : [`${indent}${JSON.stringify(name)}:${style.gap}${oneLine(schema, style)}`];
  return [{ line: at.line, removed: 0, inserted: texts.with(-1, `${texts.at(-1)},`) }];
}

function oneLine(value: unknown, style: { readonly blank: string; readonly gap: string }): string {
  if (Array.isArray(value)) return `[${value.map((one) => oneLine(one, style)).join(`,${style.gap}`)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}:${style.gap}${oneLine(inner, style)}`,
  );
  return members.length === 0 ? "{}" : `{${style.blank}${members.join(`,${style.gap}`)}${style.blank}}`;
}

/** A value more in `enum`. */
export function schemaValueLines(
  lines: TextLines,
  format: Format,
  pointer: string,
  value: unknown,
): readonly LineEdit[] {
  return atPointer(lines, format, pointer, ["enum"], (source, node) => {
    const last = node.children?.at(-1);
    if (last === undefined) return [];
    const text = JSON.stringify(value);
    const at = positionOf(source, last.offset);
    const indent = (lineAt(lines, at.line) ?? "").slice(0, at.column);
    if (indent.trim() === "") return [{ line: at.line, removed: 0, inserted: [`${indent}${text},`] }];
    const gap = /,(\s*)/.exec(textOf(source, node))?.[1] ?? " ";
    return [spliced(lines, at.line, at.column + last.length, 0, `,${gap}${text}`)];
  });
}

/** Another bound, such as `maximum`. */
export function schemaBoundLines(
  lines: TextLines,
  format: Format,
  pointer: string,
  values: readonly number[],
): readonly LineEdit[] {
  const bound = (key: string, isBeyond: (value: number, limit: number) => boolean) =>
    atPointer(lines, format, pointer, [key], (source, node) => {
      const beyond = values.filter((value) => isBeyond(value, Number(node.value)));
      if (beyond.length === 0) return [];
      const at = positionOf(source, node.offset);
      const extreme = key === "minimum" ? Math.min(...beyond) : Math.max(...beyond);
      return [spliced(lines, at.line, at.column, node.length, String(extreme))];
    });
  return [...bound("minimum", (value, limit) => value < limit), ...bound("maximum", (value, limit) => value > limit)];
}

/** A name less in `required`. */
export function schemaOptionalLines(lines: TextLines, format: Format, pointer: string): readonly LineEdit[] {
  const parts = pointerParts(pointer);
  const parent = `/${parts.slice(0, -1).join("/")}`;
  return atPointer(lines, format, parts.length > 1 ? parent : "", ["required"], (source, node) => {
    const all = node.children ?? [];
    const index = all.findIndex(({ value }) => value === parts.at(-1));
    const found = all[index];
    if (found === undefined) return [];
    // With the comma before it; the first one with the comma behind it.
    const from = index === 0 ? found.offset : (all[index - 1]?.offset ?? 0) + (all[index - 1]?.length ?? 0);
    const to = index === 0 ? (all[1]?.offset ?? found.offset + found.length) : found.offset + found.length;
    const [start, end] = [positionOf(source, from), positionOf(source, to)];
    if (start.line !== end.line)
      return index === 0 || index < all.length - 1
        ? [{ line: positionOf(source, found.offset).line, removed: 1, inserted: [] }]
        : [];
    return [spliced(lines, start.line, start.column, to - from, "")];
  });
}

function atPointer(
  lines: TextLines,
  { schemas }: Format,
  pointer: string,
  path: readonly string[],
  edit: (source: SchemaText, node: Node) => readonly LineEdit[],
): readonly LineEdit[] {
  return schemas.flatMap((schema) => {
    const source = schemaText(lines, schema);
    const owner = source && schemaAt(source.root, pointer === "" ? [] : pointerParts(pointer));
    const node = owner && findNodeAtLocation(owner, [...path]);
    return source && node ? edit(source, node) : [];
  });
}

function textOf({ text }: SchemaText, node: Node): string {
  return text.slice(node.offset, node.offset + node.length);
}

function spliced(lines: TextLines, number: number, column: number, removed: number, inserted: string): LineEdit {
  const line = lineAt(lines, number) ?? "";
  return replaceLine(number, line.slice(0, column) + inserted + line.slice(column + removed));
}
