/** Entries that name a member of an extension family: `- http: { … }`, `- log`. */
import type { z } from "zod";
import type { Configured } from "#core/model";
import { check } from "./check.ts";
import { absolute, didYouMean, type Gathering } from "./gathering.ts";
import { laterNames } from "./later.ts";
import type { Path, Source } from "./source/index.ts";

export interface Entry {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The one key of a one-key map, or the word alone; a problem otherwise. */
export function entryOf(
  value: unknown,
  family: string,
  known: Iterable<string>,
  source: Source,
  path: Path,
  into: Gathering,
): Entry | undefined {
  const names = [...known];
  const [kind, ...others] = typeof value === "string" ? [value] : Object.keys((value ?? {}) as object);
  if (kind === undefined || others.length > 0) {
    into.problems.push(source.problem(path, `must name exactly one ${family}, such as "- ${names[0]}: { … }"`));
    return undefined;
  }
  if (!names.includes(kind)) {
    const later = laterNames.has(`${family} ${kind}`);
    const suggestion = later ? "remove it" : didYouMean(kind, names, `there are ${names.join(", ")}`);
    const message = later
      ? `the ${family} "${kind}" is not available in this version`
      : `there is no ${family} "${kind}"`;
    const at = typeof value === "string" ? path : [...path, kind];
    into.problems.push(source.problem(at, message, { suggestion, atKey: true }));
    return undefined;
  }
  const inner: unknown = typeof value === "string" ? {} : ((value as Record<string, unknown>)[kind] ?? {});
  if (inner === null || typeof inner !== "object" || Array.isArray(inner)) {
    into.problems.push(source.problem([...path, kind], "must be a map of options"));
    return undefined;
  }
  return { kind, options: inner as Record<string, unknown> };
}

/** Options by the member's own schema, with its paths made absolute. */
export function optionsOf(
  schema: z.ZodType<object>,
  entry: Entry,
  source: Source,
  path: Path,
  into: Gathering,
  moreKeys: readonly string[] = [],
): Readonly<Record<string, unknown>> | undefined {
  const { shape = {} } = schema as { shape?: Readonly<Record<string, unknown>> };
  const parsed = check(schema, entry.options, source, [...path, entry.kind], into.problems, {
    knownKeys: [...Object.keys(shape), ...moreKeys],
  });
  return parsed === undefined ? undefined : withAbsolutePaths(schema, parsed as Record<string, unknown>, into.folder);
}

export function configuredMember(
  family: string,
  members: ReadonlyMap<string, { readonly schema: z.ZodType<object> }>,
  value: unknown,
  source: Source,
  path: Path,
  into: Gathering,
): Configured | undefined {
  const entry = entryOf(value, family, members.keys(), source, path, into);
  const member = entry === undefined ? undefined : members.get(entry.kind);
  if (entry === undefined || member === undefined) return undefined;
  const options = optionsOf(member.schema, entry, source, path, into);
  return options === undefined ? undefined : { kind: entry.kind, options };
}

/** Fields that a schema marks with `.meta({ path: true })`, however deep, are paths, relative to chiron.yaml. */
export function withAbsolutePaths(
  schema: z.ZodType,
  options: Record<string, unknown>,
  folder: string,
): Record<string, unknown> {
  return absolutePaths(schema, options, folder) as Record<string, unknown>;
}

function absolutePaths(schema: z.ZodType, value: unknown, folder: string): unknown {
  if (isPathField(schema)) {
    if (typeof value === "string") return absolute(folder, value);
    if (Array.isArray(value)) return value.map((item) => absolute(folder, String(item)));
    if (typeof value !== "object" || value === null) return value;
    // A map of names to paths.
    return Object.fromEntries(Object.entries(value).map(([key, path]) => [key, absolute(folder, String(path))]));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const shape = shapeFor(schema, Object.keys(value));
  if (shape === undefined) return value;
  const result: Record<string, unknown> = { ...value };
  for (const [key, field] of Object.entries(shape)) {
    if (Object.hasOwn(result, key)) result[key] = absolutePaths(field, result[key], folder);
  }
  return result;
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** Of a union, the first member that knows all the keys: it was the one that they were read by. */
function shapeFor(schema: z.ZodType, keys: readonly string[]): Shape | undefined {
  const { shape, def } = withoutWrapping(schema) as unknown as {
    readonly shape?: Shape;
    readonly def?: { readonly options?: readonly z.ZodType[] };
  };
  if (shape !== undefined) return keys.every((key) => Object.hasOwn(shape, key)) ? shape : undefined;
  for (const option of def?.options ?? []) {
    const found = shapeFor(option, keys);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withoutWrapping(schema: z.ZodType): z.ZodType {
  const inner = (schema as unknown as { readonly def?: { readonly innerType?: z.ZodType } }).def?.innerType;
  return inner === undefined ? schema : withoutWrapping(inner);
}

function isPathField(field: z.ZodType): boolean {
  let inner: z.ZodType | undefined = field;
  while (inner !== undefined) {
    if (inner.meta()?.path === true) return true;
    inner = (inner as unknown as { def?: { innerType?: z.ZodType } }).def?.innerType;
  }
  return false;
}
