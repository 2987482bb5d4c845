/**
 * Plain values of YAML nodes, with bounds on everything that a hostile file could blow up: aliases of aliases, keys that change
 * prototypes, one key twice, values that are not JSON.
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq, type Node as YamlNode } from "yaml";
import { deepest } from "./nesting.ts";
import type { Path } from "./place.ts";

/** What each alias stands for. */
export type Aliases = ReadonlyMap<Alias, YamlNode>;

export interface Fault {
  readonly offset: number;
  readonly path: Path;
  readonly message: string;
}

/** Counted with everything that aliases repeat. */
const mostValues = 250_000;
const mostFaults = 100;
const poisonous: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

interface Making {
  readonly aliases: Map<Alias, YamlNode>;
  readonly anchors: Map<string, YamlNode>;
  readonly faults: Fault[];
  /** What is being made right now: an alias to one of these would never end. */
  readonly open: Set<YamlNode>;
  /** The alias whose content is being made, the outermost one. */
  alias: Alias | undefined;
  values: number;
}

export function toPlain(root: unknown): {
  readonly value: unknown;
  readonly aliases: Aliases;
  readonly faults: readonly Fault[];
} {
  const making: Making = {
    aliases: new Map(),
    anchors: new Map(),
    faults: [],
    open: new Set(),
    alias: undefined,
    values: 0,
  };
  const value = make(root, [], making);
  return { value, aliases: making.aliases, faults: making.faults };
}

function make(node: unknown, path: Path, making: Making): unknown {
  if (making.faults.length >= mostFaults || making.values > mostValues) return undefined;
  making.values++;
  if (making.values > mostValues)
    return fault(node, path, `brings it to more than ${mostValues} values, with what aliases repeat`, making);
  if (path.length > deepest) return fault(node, path, `nested deeper than ${deepest}`, making);
  if (isAlias(node)) return makeAlias(node, path, making);
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null;
  if (node.anchor !== undefined) making.anchors.set(node.anchor, node);
  making.open.add(node);
  const value = isMap(node)
    ? makeMap(node, path, making)
    : isSeq(node)
      ? makeList(node, path, making)
      : makeScalar(node.value, node, path, making);
  making.open.delete(node);
  return value;
}

function makeAlias(alias: Alias, path: Path, making: Making): unknown {
  const meant = making.aliases.get(alias) ?? making.anchors.get(alias.source);
  if (meant === undefined) {
    return fault(alias, path, `*${alias.source} stands for nothing: there is no &${alias.source} before it`, making);
  }
  if (making.open.has(meant)) return fault(alias, path, `*${alias.source} would hold itself`, making);
  making.aliases.set(alias, meant);
  const outer = making.alias;
  making.alias ??= alias;
  const value = make(meant, path, making);
  making.alias = outer;
  return value;
}

function makeScalar(value: unknown, node: YamlNode, path: Path, making: Making): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return fault(node, path, typeof value === "number" ? "is not a finite number" : "is not a plain value", making);
}

function makeList(list: YAMLSeq, path: Path, making: Making): readonly unknown[] {
  return list.items.map((item, index) => make(item, [...path, index], making));
}

function makeMap(map: YAMLMap, path: Path, making: Making): Readonly<Record<string, unknown>> {
  const own: Record<string, unknown> = {};
  const merged: Record<string, unknown> = {};
  for (const { key, value } of map.items) {
    if (making.faults.length >= mostFaults) break;
    if (!isScalar(key) || (typeof key.value === "object" && key.value !== null)) {
      fault(key ?? map, path, "has a key that is not a plain word", making);
      continue;
    }
    const name = String(key.value);
    const inner = [...path, name];
    if (poisonous.has(name)) fault(key, inner, `the key "${name}" is not allowed`, making);
    else if (name === "<<" && key.type === "PLAIN") merge(value, key, path, merged, making);
    else if (Object.hasOwn(own, name)) fault(key, inner, `the key ${JSON.stringify(name)} stands here twice`, making);
    else own[name] = make(value, inner, making);
  }
  // What is written here wins over what is merged in.
  return { ...merged, ...own };
}

/** `<<: *defaults`, or a list of such; the first that has a key wins. */
function merge(value: unknown, key: YamlNode, path: Path, into: Record<string, unknown>, making: Making): void {
  const before = making.faults.length;
  const made = make(value, [...path, "<<"], making);
  for (const one of Array.isArray(made) ? made : [made]) {
    if (typeof one !== "object" || one === null || Array.isArray(one)) {
      if (making.faults.length === before) fault(key, path, "<< merges maps, and this is none", making);
      continue;
    }
    for (const [name, member] of Object.entries(one)) if (!Object.hasOwn(into, name)) into[name] = member;
  }
}

function fault(node: unknown, path: Path, message: string, making: Making): undefined {
  // What is wrong with repeated content is told where it is repeated.
  const range = rangeOf(making.alias ?? node);
  making.faults.push({ offset: range?.[0] ?? 0, path, message });
  return undefined;
}

function rangeOf(node: unknown): readonly number[] | null {
  return typeof node === "object" && node !== null && "range" in node ? (node.range as readonly number[] | null) : null;
}
