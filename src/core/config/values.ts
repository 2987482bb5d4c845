/** Ways down into plain data, and into schemas. */
import type { z } from "zod";
import type { Path } from "./source/index.ts";

export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const key of path) {
    if (inner === null || typeof inner !== "object" || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Readonly<Record<string | number, unknown>>)[key];
  }
  return inner;
}

/** Keys that the schema knows at a path; for suggestions only, so that not finding them is no harm. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  let inner: unknown = schema;
  for (const key of path) inner = step(unwrap(inner), key);
  const { shape } = unwrap(inner) as { shape?: Readonly<Record<string, unknown>> };
  return shape === undefined ? [] : Object.keys(shape);
}

function step(schema: unknown, key: string | number): unknown {
  const { shape, element, valueType } = schema as {
    shape?: Record<string, unknown>;
    element?: unknown;
    valueType?: unknown;
  };
  if (typeof key === "number") return element;
  return shape?.[key] ?? valueType;
}

function unwrap(schema: unknown): object {
  let inner = (schema ?? {}) as { def?: { innerType?: unknown; in?: unknown } };
  for (let depth = 0; depth < 10; depth++) {
    const next = inner.def?.innerType ?? inner.def?.in;
    if (next === undefined || next === null) break;
    inner = next as typeof inner;
  }
  return inner;
}
