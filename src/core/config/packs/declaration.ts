/**
 * How a pack declares what its owner may tell it: a small language of types in YAML, turned into a schema.
 *
 *   settings:
 *     signal: { type: path, describe: The file that it writes }
 *     agents: { list: { fields: { id: { type: name }, health: { type: url, optional: true } } }, default: [] }
 */
import { z } from "zod";
import { argv, name, parseDuration, parseSize } from "#core/model";

const scalarTypes = [
  "text",
  "number",
  "whole",
  "boolean",
  "duration",
  "size",
  "url",
  "port",
  "path",
  "argv",
  "name",
  "any",
] as const;
type ScalarType = (typeof scalarTypes)[number];

export interface Declaration {
  readonly describe?: string | undefined;
  /** What is not given is undefined, and a reference to it leaves out what it stands in. */
  readonly optional: boolean;
  readonly default?: unknown;
  readonly type?: ScalarType | undefined;
  readonly oneOf?: readonly string[] | undefined;
  readonly list?: Declaration | undefined;
  readonly map?: Declaration | undefined;
  readonly fields?: Readonly<Record<string, Declaration>> | undefined;
}

const forms = ["type", "oneOf", "list", "map", "fields"] as const;

/** A word that a reference can name. */
export const settingName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, "is written like staleAfter");

export const declarationSchema: z.ZodType<Declaration> = z.lazy(() =>
  z
    .strictObject({
      describe: z.string().max(500).optional(),
      optional: z.boolean().default(false),
      default: z.unknown().optional(),
      type: z.enum(scalarTypes).optional(),
      oneOf: z.array(z.string()).min(1).optional(),
      list: declarationSchema.optional(),
      map: declarationSchema.optional(),
      fields: z.record(settingName, declarationSchema).optional(),
    })
    .refine(
      (declared) => forms.filter((form) => declared[form] !== undefined).length === 1,
      `says exactly one of ${forms.join(", ")}`,
    ),
);

/** The schema of the settings of a pack. What is a path comes out absolute, all else as it was written. */
export function schemaOf(
  settings: Readonly<Record<string, Declaration>>,
  absolute: (path: string) => string,
): z.ZodType<Readonly<Record<string, unknown>>> {
  return z.strictObject(fieldsOf(settings, absolute));
}

function fieldsOf(fields: Readonly<Record<string, Declaration>>, absolute: (path: string) => string) {
  return Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, oneOf(one, absolute)]));
}

function oneOf(declared: Declaration, absolute: (path: string) => string): z.ZodType {
  const bare = bareOf(declared, absolute);
  const schema = declared.describe === undefined ? bare : bare.describe(declared.describe);
  // A default is read like what is given: its own defaults are filled in, its paths made absolute.
  if (declared.default !== undefined) return schema.prefault(() => declared.default);
  return declared.optional ? schema.optional() : schema;
}

function bareOf(declared: Declaration, absolute: (path: string) => string): z.ZodType {
  if (declared.oneOf !== undefined) return z.enum(declared.oneOf as [string, ...string[]]);
  if (declared.list !== undefined) return z.array(oneOf(declared.list, absolute));
  if (declared.map !== undefined) return z.record(z.string().min(1).max(200), oneOf(declared.map, absolute));
  if (declared.fields !== undefined) return z.strictObject(fieldsOf(declared.fields, absolute));
  return scalars[declared.type ?? "any"](absolute);
}

const scalars: Readonly<Record<ScalarType, (absolute: (path: string) => string) => z.ZodType>> = {
  text: () => z.string(),
  number: () => z.number(),
  whole: () => z.number().int(),
  boolean: () => z.boolean(),
  duration: () =>
    z
      .string({ error: "must be a duration such as 500ms, 30s or 5m" })
      .refine((text) => parseDuration(text) !== undefined, "is not a duration; write it like 500ms, 30s, 5m or 24h"),
  size: () =>
    z
      .union([z.string(), z.number()])
      .refine((text) => parseSize(String(text)) !== undefined, "is not a size; write it like 100MB or 64KiB"),
  url: () => z.string().refine((text) => URL.canParse(text), "is not a URL"),
  port: () => z.number().int().min(1).max(65_535),
  path: (absolute) => z.string().min(1).max(4_096).transform(absolute),
  argv: () => argv,
  name: () => name,
  any: () => z.unknown().refine((value) => value !== undefined && value !== null, "must not be empty"),
};
