/**
 * `$target.…` references: a whole value, typed by what it refers to. There is no interpolation into strings, so there is nothing
 * that a value could be injected into.
 */
import { ChironError, type Target } from "#core/model";

const reference = /^\$target(\.[A-Za-z_][A-Za-z0-9_]*)+$/;

export function isReference(value: unknown): value is string {
  return typeof value === "string" && reference.test(value);
}

/** Puts the target's own values in the place of all references in it. Throws ChironError("bad_config") for one that leads nowhere. */
export function resolveReferences(value: unknown, target: Target): unknown {
  if (isReference(value)) return resolveOne(value, target);
  if (typeof value === "string" && value.startsWith("$target")) {
    throw new ChironError("bad_config", `${JSON.stringify(value)} is not a reference`, {
      help: "A reference is a whole value such as $target.supervisor; it cannot be part of a longer text.",
    });
  }
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, target));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveReferences(inner, target)]));
  }
  return value;
}

function resolveOne(path: string, target: Target): unknown {
  let value: unknown = target;
  for (const key of path.split(".").slice(1)) {
    // Own properties only: "constructor" and its like lead nowhere.
    const known = value !== null && typeof value === "object" && Object.hasOwn(value, key);
    value = known ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  if (value === undefined) {
    throw new ChironError("bad_config", `${path} leads nowhere: the target ${target.id} declares no such value`, {
      details: { reference: path, target: target.id },
    });
  }
  return value;
}
