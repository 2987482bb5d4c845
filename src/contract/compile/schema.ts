/**
 * JSON Schemas, by ajv: drafts 6 to 2020-12, nothing is ever fetched, patterns run on a linear engine, and a schema whose
 * branches could multiply without bound is not enforced.
 */
import { createRequire } from "node:module";
import type { ErrorObject, Options, ValidateFunction } from "ajv";
import { canonicalJson } from "#core/lib";
import { messageOf } from "#core/model";
import { compileExpression } from "./pattern.ts";
import { growthOf } from "./schema-growth.ts";

export interface CompiledSchema {
  readonly value: unknown;
  /** How often its branches can multiply with each level of an output; 1 where they cannot. */
  readonly branching: number;
  errors(output: unknown): readonly ErrorObject[];
}

export type SchemaResult =
  | { readonly ok: true; readonly schema: CompiledSchema; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const require = createRequire(import.meta.url);

export function compileSchema(value: unknown): SchemaResult {
  const growth = growthOf(value);
  if (!growth.ok) return growth;
  const remarks: string[] = [];
  try {
    const validate = compilerFor(value, remarks)(value);
    const errors = (output: unknown) => (validate(output) ? [] : (validate.errors ?? []));
    return { ok: true, schema: { value, branching: growth.branching, errors }, remarks };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

type Compile = (schema: unknown) => ValidateFunction;

function compilerFor(value: unknown, remarks: string[]): Compile {
  const note = (message: unknown) => remarks.push(String(message).replace(/^strict mode: /, ""));
  const options: Options = {
    allErrors: true,
    strict: "log",
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    verbose: true,
    inlineRefs: false,
    ownProperties: true,
    validateFormats: true,
    logger: { log: note, warn: note, error: note },
    code: { regExp: linear },
  };
  const ajv = instanceOf(value, options);
  const addFormats = require("ajv-formats") as typeof import("ajv-formats");
  addFormats.default(ajv, { mode: "fast" });
  // The quick form of these takes the 39th of a month for a day.
  addFormats.default(ajv, { mode: "full", formats: ["date", "time", "date-time", "iso-time", "iso-date-time"] });
  // The library compares each item with each other one.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({ keyword: "uniqueItems", type: "array", schemaType: "boolean", validate: areUnique, errors: false });
  return (schema) => ajv.compile(schema as object | boolean);
}

function instanceOf(value: unknown, options: Options) {
  const declared = typeof value === "object" && value !== null && "$schema" in value ? String(value.$schema) : "";
  if (/draft-0?[34]\b/.test(declared)) throw new Error(`${declared} is older than what is read (draft 6 to 2020-12)`);
  if (/draft-0?[67]\b/.test(declared)) {
    const { Ajv } = require("ajv") as typeof import("ajv");
    const ajv = new Ajv(options);
    if (/06/.test(declared)) ajv.addMetaSchema(require("ajv/dist/refs/json-schema-draft-06.json") as object);
    return ajv;
  }
  if (/2019-09/.test(declared)) {
    const { Ajv2019 } = require("ajv/dist/2019.js") as typeof import("ajv/dist/2019.js");
    return new Ajv2019(options);
  }
  const { Ajv2020 } = require("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
  return new Ajv2020(options);
}

function areUnique(wanted: boolean, items: readonly unknown[]): boolean {
  return !wanted || new Set(items.map((item) => canonicalJson(item))).size === items.length;
}

/** In ajv's form of an engine of regular expressions. */
const linear = Object.assign(
  (source: string, _flags: string) => {
    const compiled = compileExpression(source, "");
    if (!compiled.ok) throw new Error(`the pattern ${source}: ${compiled.problem}`);
    return compiled.pattern;
  },
  { code: "linear" },
);
