/**
 * How much work a schema can make of an output. References that branch can double it with every step (`allOf` of two references to the next one, and so
 * on), and with every level of the output where a schema refers to itself; both are bounded before anything runs.
 */

export type Growth =
  | { readonly ok: true; readonly branching: number }
  | { readonly ok: false; readonly problem: string };

const mostSteps = 20_000;

/** Keywords whose values are schemas. */
const one = [
  "additionalProperties",
  "unevaluatedProperties",
  "unevaluatedItems",
  "additionalItems",
  "contains",
  "propertyNames",
  "not",
  "if",
  "then",
  "else",
  "items",
];
const many = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];
const named = ["properties", "patternProperties", "dependentSchemas", "dependencies"];

export function growthOf(root: unknown): Growth {
  const cost = new Map<unknown, number>();
  const open = new Set<unknown>();
  let branching = 1;
  const walk = (node: unknown): number => {
    if (typeof node !== "object" || node === null) return 1;
    const known = cost.get(node);
    if (known !== undefined) return known;
    if (open.has(node)) {
      branching += 1;
      return 1;
    }
    open.add(node);
    const sum = childrenOf(node as Record<string, unknown>, root).reduce(
      (total: number, child) => Math.min(total + walk(child), 1e12),
      1,
    );
    open.delete(node);
    cost.set(node, sum);
    return sum;
  };
  const steps = walk(root);
  if (steps > mostSteps) return { ok: false, problem: `its references multiply to more than ${mostSteps} steps` };
  return { ok: true, branching };
}

function childrenOf(node: Record<string, unknown>, root: unknown): unknown[] {
  const values = (key: string): unknown[] => {
    const value = node[key];
    return typeof value === "object" && value !== null ? Object.values(value) : [];
  };
  const reference = typeof node.$ref === "string" ? resolve(node.$ref, root) : undefined;
  return [
    ...(reference === undefined ? [] : [reference]),
    ...(typeof node.$dynamicRef === "string" || typeof node.$recursiveRef === "string" ? [root] : []),
    ...one.flatMap((key) => (Array.isArray(node[key]) ? [] : [node[key]])),
    ...many.flatMap((key) => (Array.isArray(node[key]) ? (node[key] as unknown[]) : [])),
    ...named.flatMap(values),
  ].filter((child) => typeof child === "object" && child !== null && !Array.isArray(child));
}

/** Within the schema: by pointer, by anchor or by id. Others are refused when it is compiled. */
function resolve(reference: string, root: unknown): unknown {
  const [, fragment = ""] = reference.split("#");
  if (fragment.startsWith("/") || reference === "#") {
    let node: unknown = root;
    for (const step of fragment.split("/").slice(1)) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      node = typeof node === "object" && node !== null ? (node as Record<string, unknown>)[key] : undefined;
    }
    return node;
  }
  return byName(root, reference, fragment);
}

function byName(root: unknown, id: string, anchor: string): unknown {
  const pending: unknown[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== "object" || node === null) continue;
    const { $id, $anchor } = node as Record<string, unknown>;
    if ($id === id || (anchor !== "" && $anchor === anchor)) return node;
    pending.push(...Object.values(node));
  }
  return undefined;
}
