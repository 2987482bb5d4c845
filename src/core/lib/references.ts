/**
 * `$target.…` references: a whole value, typed by what it refers to. There is no interpolation into strings, so there is nothing
 * that a value could be injected into. One that ends in `?` may lead nowhere: what it stands for is then left out, so that the
 * default of whoever reads it holds.
 */
import { ChironError, type Target } from "#core/model";
import { suggest } from "./suggest.ts";

const reference = /^\$target(\.[A-Za-z_][A-Za-z0-9_]*)+\??$/;

/** What of a target may be referred to. */
const roots = [
  "id",
  "kind",
  "criticality",
  "autonomy",
  "group",
  "owner",
  "dependsOn",
  "supervisor",
  "thresholds",
  "settings",
  "staleFiles",
  "probes",
] as const satisfies readonly (keyof Target)[];

const deepest = 100;

export function isReference(value: unknown): value is string {
  return typeof value === "string" && reference.test(value);
}

/** What is wrong with a reference whatever target it is meant for; undefined when it may lead somewhere. */
export function checkReference(text: string): { readonly message: string; readonly suggestion?: string } | undefined {
  if (!reference.test(text)) {
    return {
      message: `${JSON.stringify(text)} is not a reference`,
      suggestion: "a reference is a whole value such as $target.supervisor; it cannot be part of a longer text",
    };
  }
  const [, root = "", ...rest] = text.replace(/\?$/, "").split(".");
  if (root === "probes" && rest.length === 0) {
    return {
      message: `${text} leads nowhere: it does not say which probe`,
      suggestion: "such as $target.probes.sqlite",
    };
  }
  if ((roots as readonly string[]).includes(root)) return undefined;
  const near = suggest(root, roots);
  return {
    message: `${text} leads nowhere: a target has no "${root}" to refer to`,
    suggestion:
      near === undefined ? `there are ${roots.join(", ")}` : `did you mean "${["$target", near, ...rest].join(".")}"?`,
  };
}

/** Puts the target's own values in the place of all references in it. Throws ChironError("bad_config") for one that leads nowhere. */
export function resolveReferences(value: unknown, target: Target): unknown {
  return resolve(value, target, 0);
}

function resolve(value: unknown, target: Target, depth: number): unknown {
  if (depth > deepest) throw new ChironError("bad_config", `the input is nested deeper than ${deepest}`);
  // What a reference brings in is not looked at again: it is the target's own value, as it stands.
  if (typeof value === "string") return value.startsWith("$target") ? lookUp(value, target) : value;
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, target, depth + 1)).filter((item) => item !== undefined);
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).map(([key, inner]) => [key, resolve(inner, target, depth + 1)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  }
  return value;
}

/** `$target.probes.sqlite`: the options of the probe with this id, or of the only one of this kind. */
function optionsOfProbes({ probes }: Target): Readonly<Record<string, unknown>> {
  const named: Record<string, unknown> = {};
  for (const { kind, options } of probes) {
    if (probes.filter((other) => other.kind === kind).length === 1) named[kind] = options;
  }
  for (const { id, options } of probes) named[id] = options;
  return named;
}

function lookUp(text: string, target: Target): unknown {
  const problem = checkReference(text);
  if (problem !== undefined) {
    throw new ChironError("bad_config", problem.message, {
      ...(problem.suggestion === undefined ? {} : { help: problem.suggestion }),
    });
  }
  const path = text.replace(/\?$/, "");
  let value: unknown = { ...target, probes: optionsOfProbes(target) };
  for (const key of path.split(".").slice(1)) {
    // Own members of maps only: "constructor" and "length" lead nowhere.
    const known = value !== null && typeof value === "object" && !Array.isArray(value) && Object.hasOwn(value, key);
    value = known ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  if (value === undefined && path === text) {
    throw new ChironError("bad_config", `${path} leads nowhere: the target ${target.id} declares no such value`, {
      details: { reference: path, target: target.id },
    });
  }
  return value;
}
