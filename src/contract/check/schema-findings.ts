/** What a JSON Schema says of a value, as findings. */
import type { ErrorObject } from "ajv";
import type { Finding, ViolationKind } from "#core/model";
import type { CompiledSchema } from "../compile/index.ts";
import { type Fault, finding } from "./finding.ts";
import type { FoundJson } from "./json-text.ts";
import { undocumentedFindings } from "./undocumented.ts";

const mostFindings = 100;

export function schemaFindings(json: FoundJson, schema: CompiledSchema, advisory: boolean): Finding[] {
  const findings = withoutLosingBranches(schema.errors(json.value)).flatMap((error) => {
    const { kind, expected, received, pointer } = faultOf(error);
    if (kind === null) return [];
    return [finding({ kind, expected, received }, pointer, json.lineOf(stepsOf(pointer, json.value)), advisory)];
  });
  return distinct([...findings, ...undocumentedFindings(json, schema.value)]).slice(0, mostFindings);
}

function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [`${one.kind} ${one.path}`, one] as const)).values()];
}

/** Of the branches of an `anyOf` or `oneOf` that all fail, the one that is nearest; it says more than that none fits. */
function withoutLosingBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  let kept = [...errors];
  const choices = errors.filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf");
  for (const choice of choices.toReversed()) {
    const isOf = (error: ErrorObject) =>
      error !== choice &&
      error.schemaPath.startsWith(`${choice.schemaPath}/`) &&
      error.instancePath.startsWith(choice.instancePath);
    const branches = Map.groupBy(
      kept.filter(isOf),
      (error) => error.schemaPath.slice(choice.schemaPath.length + 1).split("/")[0],
    );
    const isOwnType = (branch: readonly ErrorObject[]) =>
      branch.some(
        ({ keyword, instancePath }) =>
          instancePath === choice.instancePath && (keyword === "type" || keyword === "const" || keyword === "enum"),
      );
    const [best] = [...branches.values()]
      .filter((branch) => !isOwnType(branch))
      .toSorted((first, second) => first.length - second.length);
    const remaining = kept.filter((error) => !isOf(error) && (error !== choice || best === undefined));
    kept = best === undefined ? remaining : [...remaining, ...best];
  }
  return kept;
}

type Read = Omit<Fault, "kind"> & { readonly kind: ViolationKind | null; readonly pointer: string };

function faultOf(error: ErrorObject): Read {
  const { keyword, instancePath, data, message = keyword } = error;
  const params = error.params as Record<string, unknown>;
  const received = wordsOf(data);
  const at = (kind: ViolationKind | null, expected: string, pointer = instancePath || "/", said = received) => ({
    kind,
    expected,
    received: said,
    pointer,
  });
  const below = (name: unknown) => `${instancePath}/${escaped(String(name))}`;
  switch (keyword) {
    case "required":
    case "dependentRequired":
    case "dependencies":
      return at(
        "missing_field",
        describe(propertySchema(error, params.missingProperty)),
        below(params.missingProperty),
        "nothing",
      );
    case "additionalProperties":
    case "unevaluatedProperties": {
      const name = String(params.additionalProperty ?? params.unevaluatedProperty);
      return at("unknown_field", "nothing of this name", below(name), wordsOf((data as Record<string, unknown>)[name]));
    }
    case "propertyNames":
      return at("unknown_field", "another name", below(params.propertyName), String(params.propertyName));
    case "type":
      return at("wrong_type", String(params.type), undefined, received);
    case "enum":
      return at("wrong_enum", (params.allowedValues as unknown[]).map(wordsOf).join(" | "));
    case "const":
      return at(isVersion(instancePath) ? "version_mismatch" : "wrong_enum", wordsOf(params.allowedValue));
    case "minimum":
    case "maximum":
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return at("out_of_range", `${String(params.comparison)} ${String(params.limit)}`);
    case "multipleOf":
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
    case "minProperties":
    case "maxProperties":
      return at("out_of_range", message);
    case "contains":
      return at("missing_field", message);
    case "pattern":
    case "format":
      return at("wrong_type", message);
    case "if":
      // What `then` or `else` says of it stands beside.
      return at(null, message);
    default:
      return at("wrong_type", message);
  }
}

function isVersion(pointer: string): boolean {
  return /(?:^|\/|[a-z_-])version$/i.test(pointer);
}

function propertySchema(error: ErrorObject, name: unknown): unknown {
  const properties = (error.parentSchema as { properties?: Record<string, unknown> } | undefined)?.properties;
  return properties?.[String(name)];
}

function describe(schema: unknown): string {
  if (typeof schema !== "object" || schema === null) return "a value";
  const { type, enum: values, format } = schema as { type?: unknown; enum?: unknown[]; format?: unknown };
  if (values !== undefined) return values.map(wordsOf).join(" | ");
  const words = [type, format].filter((part) => typeof part === "string");
  return words.length === 0 ? "a value" : words.join(" ");
}

function wordsOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** As far as the value has it: what is missing is placed where it is missing. */
function stepsOf(pointer: string, root: unknown): (string | number)[] {
  const steps: (string | number)[] = [];
  let node = root;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) break;
    steps.push(Array.isArray(node) ? Number(key) : key);
    node = (node as Record<string, unknown>)[key];
  }
  return steps;
}
