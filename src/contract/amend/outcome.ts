/** Does a contract say what a change wants of it, and otherwise exactly what it said? */
import { canonicalJson } from "#core/lib";
import type { Column, Contract, FieldType, Format } from "../read/index.ts";
import { nameKey } from "../text/index.ts";
import type { ContractChange } from "./change.ts";
import { type Named, namedIn, tablesIn, withColumns, withNamed } from "./named.ts";
import { meaningOf } from "./normal.ts";
import { fieldHolders, withHolder } from "./payload.ts";
import { pointerParts } from "./schema-text.ts";
import { type JsonObject, schemasAt, withSchemas } from "./schema-value.ts";
import { schemaOfValues, typeOfTexts } from "./types.ts";

type OfFormat = Exclude<ContractChange, { kind: "rename_event" | "add_event" }>;

/** Whether `contract` says it, given what it said `before`. */
export function says(contract: Contract, change: ContractChange, before: Contract): boolean {
  if (change.kind === "rename_event") return !hasEvent(contract, change.from) && hasEvent(contract, change.to);
  if (change.kind === "add_event") return hasEvent(contract, change.name);
  const formats = fieldHolders(contract).filter(({ id }) => id === change.format);
  const earlier = fieldHolders(before).filter(({ id }) => id === change.format);
  return formats.some((format, index) => saysInFormat(format, change, earlier[index] ?? format));
}

/** Whether nothing else is different. */
export function isOtherwiseEqual(contract: Contract, before: Contract, change: ContractChange): boolean {
  // A line that can no longer be read would show here.
  if (contract.remarks.length > before.remarks.length) return false;
  return meaningOf(without(contract, change)) === meaningOf(without(before, change));
}

function saysInFormat(format: Format, change: OfFormat, before: Format): boolean {
  switch (change.kind) {
    case "add_field":
      if (change.name.startsWith("/")) {
        const wanted = canonicalJson(schemaOfValues(change.samples.map(({ value }) => value)));
        return schemasAt(format, change.name).some((schema) => canonicalJson(schema) === wanted);
      }
      return namedIn(format, change.name).some((named) => !named.isRequired && isOfSamples(named.type, change.samples));
    case "add_value":
      if (change.name.startsWith("/"))
        return schemasAt(format, change.name).some(
          (schema) => Array.isArray(schema.enum) && schema.enum.includes(change.value),
        );
      return enumsOf(format, change.name).some((values, index) => {
        const old = enumsOf(before, change.name)[index] ?? [];
        return (
          values.includes(change.value) &&
          old.every((value) => values.includes(value)) &&
          values.length <= old.length + 1
        );
      });
    case "widen_range":
      return rangesOf(format, change.name).some(({ min, max }, index) => {
        const old = rangesOf(before, change.name)[index];
        const isIn = change.values.every((value) => (min === null || value >= min) && (max === null || value <= max));
        const isWider = old === undefined || (atMost(min, old.min) && atMost(old.max, max));
        return isIn && isWider;
      });
    case "make_optional":
      if (change.name.startsWith("/")) return !isRequiredAt(format, change.name);
      return (
        namedIn(format, change.name).length > 0 && namedIn(format, change.name).every(({ isRequired }) => !isRequired)
      );
    case "make_columns_optional":
      return hasColumns(format, change.table, change.columns);
    case "add_columns":
      return hasColumns(format, change.table, change.columns);
    default:
      return change satisfies never;
  }
}

/** The contract without what the change is about. */
function without(contract: Contract, change: ContractChange): Contract {
  if (change.kind === "rename_event") {
    const events = contract.events.map((event) => (event.name === change.from ? { ...event, name: change.to } : event));
    return { ...contract, events };
  }
  if (change.kind === "add_event")
    return { ...contract, events: contract.events.filter(({ name }) => name !== change.name) };
  return withHolder(contract, change.format, (format) => formatWithout(format, change));
}

function formatWithout(format: Format, change: OfFormat): Format {
  switch (change.kind) {
    case "add_field":
      return change.name.startsWith("/")
        ? withoutProperty(format, change.name)
        : withNamed(format, change.name, () => undefined);
    case "add_value":
      if (change.name.startsWith("/"))
        return withSchemas(format, pointerParts(change.name), (schema) => delete schema.enum);
      return withNamed(format, change.name, (named) => ({ ...named, type: typeWithout(named.type) }));
    case "widen_range":
      if (change.name.startsWith("/")) {
        return withSchemas(format, pointerParts(change.name), (schema) => {
          delete schema.minimum;
          delete schema.maximum;
        });
      }
      return withNamed(format, change.name, (named) => ({ ...named, type: typeWithout(named.type) }));
    case "make_optional":
      return change.name.startsWith("/")
        ? withoutRequired(format, change.name)
        : withNamed(format, change.name, (named): Named => ({ ...named, isRequired: false }));
    case "make_columns_optional":
      return withColumns(format, (columns) =>
        columns.map((column) => (isOneOf(column, change.columns) ? { ...column, isRequired: false } : column)),
      );
    case "add_columns":
      return withColumns(format, (columns) => columns.filter((column) => !isOneOf(column, change.columns)));
    default:
      return change satisfies never;
  }
}

function isOfSamples(
  type: FieldType,
  samples: readonly { readonly value: unknown; readonly headingLevel: number | null }[],
): boolean {
  if (samples.some(({ headingLevel }) => headingLevel !== null)) return true;
  return type.kind === typeOfTexts(samples.map(({ value }) => String(value)));
}

function typeWithout(type: FieldType): FieldType {
  if (type.kind === "enum") return { kind: "enum", values: [] };
  return "min" in type ? { ...type, min: null, max: null } : type;
}

function enumsOf(format: Format, name: string): readonly (readonly string[])[] {
  return namedIn(format, name).flatMap(({ type }) => (type.kind === "enum" ? [type.values] : []));
}

interface Range {
  readonly min: number | null;
  readonly max: number | null;
}

function rangesOf(format: Format, name: string): readonly Range[] {
  if (!name.startsWith("/")) return namedIn(format, name).flatMap(({ type }) => ("min" in type ? [type] : []));
  const bound = (schema: JsonObject, key: string) => (typeof schema[key] === "number" ? schema[key] : null);
  return schemasAt(format, name).map((schema) => ({ min: bound(schema, "minimum"), max: bound(schema, "maximum") }));
}

/** A bound may move, and none may come or go. */
function atMost(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : a <= b;
}

function isOneOf({ name }: Column, columns: readonly string[]): boolean {
  return columns.some((column) => nameKey(column) === nameKey(name));
}

function hasColumns(format: Format, table: string, names: readonly string[]): boolean {
  return tablesIn(format, table).some((columns) =>
    names.every((name) => columns.some((column) => !column.isRequired && nameKey(column.name) === nameKey(name))),
  );
}

function hasEvent({ events }: Contract, name: string): boolean {
  return events.some((event) => event.name === name);
}

function isRequiredAt(format: Format, pointer: string): boolean {
  const parts = pointerParts(pointer);
  const parent = parts.length > 1 ? `/${parts.slice(0, -1).join("/")}` : "";
  return schemasAt(format, parent).some(({ required }) => Array.isArray(required) && required.includes(parts.at(-1)));
}

function withoutRequired(format: Format, pointer: string): Format {
  const parts = pointerParts(pointer);
  return withSchemas(format, parts.slice(0, -1), (schema) => {
    if (Array.isArray(schema.required)) schema.required = schema.required.filter((name) => name !== parts.at(-1));
  });
}

function withoutProperty(format: Format, pointer: string): Format {
  const parts = pointerParts(pointer);
  return withSchemas(format, parts.slice(0, -1), ({ properties }) => {
    const name = parts.at(-1);
    if (name !== undefined && typeof properties === "object" && properties !== null)
      Reflect.deleteProperty(properties, name);
  });
}
