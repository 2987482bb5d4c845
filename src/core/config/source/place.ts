/** Where a path stands in a file: through aliases and merged maps to the place where it was written. */
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, type Pair, type Node as YamlNode } from "yaml";
import type { Problem } from "../problems.ts";
import type { Aliases } from "./plain.ts";

export type Path = readonly (string | number)[];

export interface ProblemOptions {
  readonly suggestion?: string | undefined;
  /** Points at the key rather than at its value. */
  readonly atKey?: boolean;
  /** How far into a text value, in characters. */
  readonly offset?: number;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  /** Plain data; null for an empty file. */
  readonly value: unknown;
  problem(path: Path, message: string, options?: ProblemOptions): Problem;
}

const longestKey = 60;

/** `targets[1].probes[0].http.url` */
export function showPath(path: Path): string {
  let shown = "";
  for (const key of path) {
    if (typeof key === "number") shown += `[${key}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(key) && key.length <= longestKey) shown += shown === "" ? key : `.${key}`;
    else shown += `[${JSON.stringify(key.length > longestKey ? `${key.slice(0, longestKey)}…` : key)}]`;
  }
  return shown;
}

/** The offset of a path, or else of the nearest thing above it that stands anywhere. */
export function offsetOf(root: unknown, path: Path, aliases: Aliases, options: ProblemOptions, text: string): number {
  let node = asNode(root);
  let offset = startOf(node) ?? 0;
  for (const [index, key] of path.entries()) {
    const child = childOf(behind(node, aliases), key, aliases);
    if (child === undefined) return offset;
    const wantsKey = index === path.length - 1 && options.atKey === true;
    const ofValue = isNothing(child.value) ? undefined : startOf(child.value);
    offset = (wantsKey ? startOf(child.key) : undefined) ?? ofValue ?? startOf(child.key) ?? offset;
    node = child.value;
  }
  return offset + (options.offset === undefined ? 0 : insetOf(node, options.offset, text));
}

interface Child {
  readonly key: YamlNode | undefined;
  readonly value: YamlNode | undefined;
}

function childOf(node: YamlNode | undefined, key: string | number, aliases: Aliases): Child | undefined {
  if (isSeq(node)) {
    const item = typeof key === "number" ? asNode(node.items[key]) : undefined;
    return item === undefined ? undefined : { key: undefined, value: item };
  }
  if (!isMap(node)) return undefined;
  const pairs = node.items.filter((item) => isPair(item)) as readonly Pair<unknown, unknown>[];
  const own = pairs.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
  if (own !== undefined) return { key: asNode(own.key), value: asNode(own.value) };
  for (const pair of pairs) {
    if (!isScalar(pair.key) || pair.key.value !== "<<") continue;
    const merged = behind(asNode(pair.value), aliases);
    for (const one of isSeq(merged) ? merged.items : [merged]) {
      const found = childOf(behind(asNode(one), aliases), key, aliases);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function behind(node: YamlNode | undefined, aliases: Aliases): YamlNode | undefined {
  return isAlias(node) ? aliases.get(node) : node;
}

function asNode(value: unknown): YamlNode | undefined {
  return isNode(value) ? value : undefined;
}

function startOf(node: YamlNode | undefined): number | undefined {
  return node?.range?.[0];
}

/** `key:` with nothing after it: the place of nothing is of no use to anybody. */
function isNothing(node: YamlNode | undefined): boolean {
  return isScalar(node) && node.value === null && (node.range?.[0] ?? 0) === (node.range?.[1] ?? 0);
}

/** Only where the text stands as it is meant, on one line and without escapes; elsewhere its beginning must do. */
function insetOf(node: YamlNode | undefined, offset: number, text: string): number {
  if (!isScalar(node) || typeof node.value !== "string" || !node.range) return 0;
  const inset = text.slice(node.range[0], node.range[1]).indexOf(node.value);
  return inset === 0 || inset === 1 ? inset + offset : 0;
}
