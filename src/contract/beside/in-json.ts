/** A JSON pointer's place in a text. The text may be cut, have words around it, or be broken: what can be read of it is. */
import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import type { Said, Span } from "./spans.ts";
import { spanAt } from "./spans.ts";

const mostPieces = 20;

/** As the finding has it: with the escapes of RFC 6901, or without. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .filter((step) => step !== "")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** `missing`: where it would stand; otherwise where it stands. None where the text has no such place. */
export function spansInJson(text: string, pointer: string, said: Said): readonly Span[] {
  const steps = stepsOf(pointer);
  for (const { tree, offset } of piecesOf(text)) {
    const found = walk(tree, steps);
    if (found.left > (said.kind === "missing" ? 1 : 0)) continue;
    const { node } = found;
    const property = node.parent?.type === "property" ? node.parent : node;
    if (found.left === 0)
      return [spanAt(text, offset + property.offset, offset + property.offset + property.length, said)];
    // Right behind the brace of what should hold it.
    return [spanAt(text, offset + node.offset, offset + node.offset + 1, said)];
  }
  return [];
}

function* piecesOf(text: string): Generator<{ readonly tree: Node; readonly offset: number }> {
  let pieces = 0;
  for (const match of text.matchAll(/^(?:data:)?[ \t]{0,100}[{[]/gm)) {
    if (++pieces > mostPieces) return;
    const offset = match.index + match[0].length - 1;
    const tree = parseTree(text.slice(offset), [], { allowTrailingComma: true });
    if (tree !== undefined) yield { tree, offset };
  }
}

/** As far as it goes; `left`: steps that lead nowhere. */
function walk(tree: Node, steps: readonly string[]): { readonly node: Node; readonly left: number } {
  let node = tree;
  for (const [index, step] of steps.entries()) {
    const next = findNodeAtLocation(node, [node.type === "array" ? Number(step) : step]);
    if (next === undefined) return { node, left: steps.length - index };
    node = next;
  }
  return { node, left: 0 };
}
