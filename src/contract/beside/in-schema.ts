/** The words of a JSON Schema that a finding goes back to. */
import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import type { Finding } from "#core/model";
import type { Schema } from "../read/index.ts";
import { stepsOf } from "./in-json.ts";
import { type Said, type Span, spanAt } from "./spans.ts";

const deepest = 40;

/** `lines`: of the contract. A schema's place begins below its fence. */
export function spansInSchema(
  lines: readonly string[],
  { place }: Schema,
  { kind, path }: Finding,
  said: Said,
): readonly Span[] {
  const text = lines.slice(place.line - 1, place.endLine - 1).join("\n");
  const tree = parseTree(text);
  if (tree === undefined) return [];
  const steps = stepsOf(path);
  const isNew = kind === "unknown_field";
  const { node, left } = walk(tree, isNew || kind === "missing_field" ? steps.slice(0, -1) : steps);
  const name = steps.at(-1);
  const places = left > 0 || name === undefined ? [keyed(node)] : placesFor(node, name, kind);
  return places.map(({ offset, length }) => {
    const span = spanAt(text, offset, offset + length, said);
    return { ...span, line: span.line + place.line - 1 };
  });
}

function placesFor(node: Node, name: string, kind: Finding["kind"]): readonly Node[] {
  if (kind === "unknown_field") {
    const closing = findNodeAtLocation(node, ["additionalProperties"]) ?? findNodeAtLocation(node, ["properties"]);
    return [keyed(closing ?? node)];
  }
  if (kind !== "missing_field") return [keyed(node)];
  const wanted = findNodeAtLocation(node, ["required"])?.children?.find(({ value }) => value === name);
  const property = findNodeAtLocation(node, ["properties", name]);
  const found = [...(property === undefined ? [] : [keyed(property)]), ...(wanted === undefined ? [] : [wanted])];
  return found.length === 0 ? [keyed(node)] : found;
}

/** With its key, where it has one. */
function keyed(node: Node): Node {
  return node.parent?.type === "property" ? node.parent : node;
}

/** From a place in the value to what the schema says of it; references within the schema are followed. */
function walk(tree: Node, steps: readonly string[]): { readonly node: Node; readonly left: number } {
  let node = tree;
  for (const [index, step] of steps.entries()) {
    const next = below(tree, node, step, 0);
    if (next === undefined) return { node, left: steps.length - index };
    node = next;
  }
  return { node: resolved(tree, node), left: 0 };
}

function below(tree: Node, from: Node, step: string, depth: number): Node | undefined {
  if (depth > deepest) return undefined;
  const node = resolved(tree, from);
  const own =
    findNodeAtLocation(node, ["properties", step]) ??
    (/^\d+$/.test(step) ? findNodeAtLocation(node, ["items"]) : undefined);
  if (own !== undefined) return own;
  for (const word of ["allOf", "anyOf", "oneOf"])
    for (const branch of findNodeAtLocation(node, [word])?.children ?? []) {
      const found = below(tree, branch, step, depth + 1);
      if (found !== undefined) return found;
    }
  return undefined;
}

function resolved(tree: Node, from: Node): Node {
  let node = from;
  for (let turns = 0; turns < deepest; turns++) {
    const reference: unknown = findNodeAtLocation(node, ["$ref"])?.value;
    if (typeof reference !== "string" || !reference.startsWith("#/")) return node;
    const next = findNodeAtLocation(tree, [...stepsOf(reference)]);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}
