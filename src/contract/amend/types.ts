/** Of which type are values that were sent? In the words of a contract, or as a JSON Schema. */
import type { FieldType } from "../read/index.ts";

export type SimpleKind = Exclude<FieldType["kind"], "enum" | "table">;

/** The kind of the text of one value. */
export function typeOfText(text: string): SimpleKind {
  const trimmed = text.trim();
  if (/^[-+]?\d{1,15}$/.test(trimmed)) return "integer";
  if (/^[-+]?\d{1,15}\.\d{1,15}$/.test(trimmed)) return "number";
  if (/^(?:true|false)$/.test(trimmed)) return "boolean";
  if (/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) return "date";
  if (/^(?:[-*+]|\d+[.)])\s/.test(trimmed)) return "list";
  if (/^(?:\.{0,2}\/)?(?:[\w.@-]+\/)+[\w.@-]*$/.test(trimmed)) return "path";
  return trimmed.includes("\n") ? "string" : "line";
}

/** The narrowest type that all of them have; any text where there are none. */
export function typeOfTexts(samples: readonly string[]): SimpleKind {
  const kinds = new Set(samples.filter((text) => text.trim() !== "").map(typeOfText));
  const [first = "string"] = kinds;
  if (kinds.size <= 1) return first;
  const only = (...allowed: readonly SimpleKind[]) => [...kinds].every((kind) => allowed.includes(kind));
  if (only("integer", "number")) return "number";
  return kinds.has("string") || kinds.has("list") ? "string" : "line";
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** A schema that takes all of them, and no more than their types say. */
export function schemaOfValues(values: readonly unknown[]): JsonSchema {
  const types = new Set(values.map(jsonTypeOf));
  // A whole number is a number too.
  if (types.has("number")) types.delete("integer");
  const [first, ...others] = types;
  if (first === undefined) return {};
  const type = others.length === 0 ? first : [...types].sort();
  const items = values.filter(Array.isArray).flat();
  return types.has("array") && items.length > 0 ? { type, items: schemaOfValues(items) } : { type };
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
