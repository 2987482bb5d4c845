/**
 * One way to write a value as JSON: keys sorted by code unit, no white space, numbers as ECMAScript writes them
 * (so -0 is 0), absent and undefined the same. This is the form that goes to disk and into the hash: it is a file format,
 * so it may not change with a library or a taste.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "null";
}

/** Deeper than anything that is sensible; a cycle ends here as well instead of ending the stack. */
const deepest = 100;

function sorted(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepest) throw new TypeError(`nested more than ${deepest} deep, or in itself`);
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1));
  if (hasToJson(value)) return sorted(value.toJSON(), depth + 1);
  const keys = Object.keys(value);
  const source = value as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  // An own "__proto__" (it can come out of JSON.parse) must be a key like any other; integer-like keys are always listed
  // first by the engine itself, in ascending order, so the outcome is stable for them too.
  for (const key of keys.sort()) {
    if (key === "__proto__")
      Object.defineProperty(result, key, { value: sorted(source[key], depth + 1), enumerable: true });
    else result[key] = sorted(source[key], depth + 1);
  }
  return result;
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}
