/** The fields of a format in JSON, where the contract has no schema: keys are held against names. */
import type { Finding } from "#core/model";
import type { Field, FieldType } from "../read/index.ts";
import { nameKey } from "../text/index.ts";
import { describeType, type Fault, finding } from "./finding.ts";
import type { FoundJson } from "./json-text.ts";
import { faultOf, rangeFault, wrongType } from "./values.ts";

export type JsonField = Pick<Field, "name" | "type" | "isRequired" | "isAdvisory">;

export interface JsonMatch {
  readonly findings: readonly Finding[];
  readonly share: number;
}

/** `base`: where the object lies in the output. `allowed`: keys that are part of every output of the kind. */
export function matchFields(
  json: FoundJson,
  value: unknown,
  base: readonly string[],
  fields: readonly JsonField[],
  allowed: ReadonlySet<string>,
): JsonMatch {
  if (typeof value !== "object" || value === null || Array.isArray(value) || fields.length === 0)
    return { findings: [], share: 0 };
  const object = value as Record<string, unknown>;
  const keys = new Map(Object.keys(object).map((key) => [nameKey(key), key] as const));
  const findings: Finding[] = [];
  const at = (fault: Fault, key: string, advisory: boolean) => {
    const steps = Object.hasOwn(object, key) ? [...base, key] : base;
    findings.push(finding(fault, `/${[...base, key].join("/")}`, json.lineOf(steps), advisory));
  };
  for (const { name, type, isRequired, isAdvisory } of fields) {
    const key = keys.get(nameKey(name));
    if (key !== undefined) for (const fault of faultsOf(object[key], type, isRequired)) at(fault, key, isAdvisory);
    else if (isRequired)
      at({ kind: "missing_field", expected: describeType(type), received: "nothing" }, name, isAdvisory);
  }
  const known = new Set(fields.map(({ name }) => nameKey(name)));
  for (const [normal, key] of keys)
    if (!known.has(normal) && !allowed.has(normal))
      at(
        { kind: "unknown_field", expected: "nothing of this name", received: JSON.stringify(object[key]) ?? "" },
        key,
        false,
      );
  const required = fields.filter(({ isRequired }) => isRequired);
  const found = required.filter(({ name }) => keys.has(nameKey(name))).length;
  return { findings, share: required.length === 0 ? 1 : found / required.length };
}

function faultsOf(value: unknown, type: FieldType, isRequired: boolean): Fault[] {
  if (value === null && !isRequired) return [];
  const said = JSON.stringify(value) ?? "nothing";
  const wrong = [wrongType(type, said)];
  switch (type.kind) {
    case "string":
      return typeof value === "string" && value !== "" ? [] : wrong;
    case "boolean":
      return typeof value === "boolean" ? [] : wrong;
    case "integer":
    case "number": {
      if (typeof value !== "number" || (type.kind === "integer" && !Number.isInteger(value))) return wrong;
      const fault = rangeFault(String(value), type);
      return fault === null ? [] : [fault];
    }
    case "line":
    case "path":
    case "date":
    case "enum": {
      if (typeof value !== "string" && type.kind !== "enum") return wrong;
      const fault = faultOf(typeof value === "string" ? value : said, type);
      return fault === null ? [] : [fault];
    }
    case "list": {
      if (!Array.isArray(value)) return wrong;
      const { of } = type;
      return of === null ? [] : value.flatMap((item: unknown) => faultsOf(item, of, true)).slice(0, 1);
    }
    case "table":
      return tableFaults(value, type, wrong);
  }
}

function tableFaults(value: unknown, type: Extract<FieldType, { kind: "table" }>, wrong: Fault[]): Fault[] {
  if (!Array.isArray(value)) return wrong;
  const [row] = value as unknown[];
  if (row === undefined) return [];
  if (typeof row !== "object" || row === null) return wrong;
  const received = Object.keys(row);
  const keys = received.map(nameKey);
  const missing = type.columns.filter(({ name, isRequired }) => isRequired && !keys.includes(nameKey(name)));
  if (missing.length === 0) return [];
  return [
    { kind: "missing_column", expected: missing.map(({ name }) => name).join(", "), received: received.join(", ") },
  ];
}
