/** A JSON Schema as a value: what it says at a pointer, and the schema with something else there. */
import type { Format } from "../read/index.ts";
import { pointerParts } from "./schema-text.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the format's schemas say of it, as far as they say it plainly. */
export function schemasAt(format: Format, pointer: string): readonly JsonObject[] {
  const parts = pointer === "" ? [] : pointerParts(pointer);
  return format.schemas.flatMap(({ value }) => {
    const found = placeIn(value, parts);
    return isObject(found?.at) ? [found.at] : [];
  });
}

/** `change` is handed a copy of what stands there, to change it; with `parts` cut short, of what holds it. */
export function withSchemas(
  format: Format,
  parts: readonly string[],
  change: (at: Record<string, unknown>) => void,
): Format {
  return {
    ...format,
    schemas: format.schemas.map((schema) => {
      const value = structuredClone(schema.value);
      const found = placeIn(value, parts);
      if (isObject(found?.at)) change(found.at as Record<string, unknown>);
      return { ...schema, value };
    }),
  };
}

function placeIn(root: unknown, parts: readonly string[]): { readonly at: unknown } | undefined {
  let at = resolved(root, root);
  for (const part of parts) {
    if (!isObject(at)) return undefined;
    const isItem = /^(?:\d+|\*|-|\[\])$/.test(part) && at.items !== undefined;
    const below = isItem ? at.items : isObject(at.properties) ? at.properties[part] : undefined;
    at = resolved(root, below);
  }
  return at === undefined ? undefined : { at };
}

function resolved(root: unknown, node: unknown): unknown {
  let target = node;
  for (let depth = 0; depth < 20 && isObject(target) && typeof target.$ref === "string"; depth++) {
    let next: unknown = root;
    for (const part of pointerParts(target.$ref.slice(1))) next = isObject(next) ? next[part] : undefined;
    target = next;
  }
  return target;
}
