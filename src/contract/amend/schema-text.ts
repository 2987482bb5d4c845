/** A JSON Schema as it stands in a contract: the places in it at which something is said, in the lines of the contract. */
import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import type { Schema } from "../read/index.ts";
import { lineAt, type TextLines } from "./lines.ts";

export interface SchemaText {
  readonly root: Node;
  readonly text: string;
  /** Of its first line, in the contract. */
  readonly firstLine: number;
}

export function schemaText(lines: TextLines, { place }: Schema): SchemaText | null {
  const found: string[] = [];
  for (let line = place.line; line <= place.endLine; line++) {
    const text = lineAt(lines, line);
    if (text === undefined || /^\s*(?:`{3,}|~{3,})\s*$/.test(text)) break;
    found.push(text);
  }
  const text = found.join("\n");
  const root = parseTree(text);
  return root === undefined ? null : { root, text, firstLine: place.line };
}

/** `/machine/colour` → machine, colour. */
export function pointerParts(pointer: string): readonly string[] {
  return pointer
    .replace(/^\//, "")
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The schema of what is at the pointer; undefined where none says it plainly. */
export function schemaAt(root: Node, parts: readonly string[]): Node | undefined {
  let node: Node | undefined = resolved(root, root);
  for (const part of parts) {
    if (node === undefined) return undefined;
    const isItem = /^(?:\d+|\*|-|\[\])$/.test(part) && findNodeAtLocation(node, ["items"]) !== undefined;
    node = resolved(root, findNodeAtLocation(node, isItem ? ["items"] : ["properties", part]));
  }
  return node;
}

function resolved(root: Node, node: Node | undefined): Node | undefined {
  let target = node;
  for (let depth = 0; target !== undefined && depth < 20; depth++) {
    const ref: unknown = findNodeAtLocation(target, ["$ref"])?.value;
    if (typeof ref !== "string") return target;
    target = ref.startsWith("#/") ? findNodeAtLocation(root, [...pointerParts(ref.slice(1))]) : undefined;
  }
  return target;
}

/** Line of the contract, and the column in it, from 0. */
export function positionOf(
  { text, firstLine }: SchemaText,
  offset: number,
): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: firstLine + before.split("\n").length - 1, column: offset - (before.lastIndexOf("\n") + 1) };
}
