/** What a model is told that it may name: the registered actions, and where the target's declaration leads. */
import { z } from "zod";
import type { Action, Target } from "#core/model";
import type { OfferedAction } from "../types.ts";

const longestWords = 160;

interface Field {
  readonly type?: unknown;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly Field[];
}

export function jsonSchemaOf(action: Action): object {
  return z.toJSONSchema(action.schema, { io: "input", unrepresentable: "any" });
}

/** High risk is for people to propose. */
export function isOffered(action: Action): boolean {
  return action.risk !== "high";
}

export function offeredActions(actions: ReadonlyMap<string, Action>): readonly OfferedAction[] {
  return [...actions.values()].filter(isOffered).map((action) => {
    const { properties = {}, required = [] } = jsonSchemaOf(action) as {
      readonly properties?: Readonly<Record<string, Field>>;
      readonly required?: readonly string[];
    };
    const inputs = Object.entries(properties).map(([key, field]) => [
      key,
      `${required.includes(key) ? "needed" : "optional"}; ${fieldWords(field)}`.slice(0, longestWords),
    ]);
    return { name: action.name, summary: action.summary, risk: action.risk, inputs: Object.fromEntries(inputs) };
  });
}

function fieldWords(field: Field): string {
  const listed = field.enum ?? (field.const === undefined ? undefined : [field.const]);
  if (listed !== undefined) return `one of ${listed.map(String).join(", ")}`;
  const said = field.description ?? field.anyOf?.find(({ description }) => description !== undefined)?.description;
  return [...(typeof field.type === "string" ? [field.type] : []), ...(said === undefined ? [] : [said])].join(", ");
}

const referable = ["supervisor", "staleFiles", "thresholds", "settings"] as const;
const mostReferences = 60;

/** Names and kinds; the values stay here, and a name is its owner's. */
export function referencesOf(target: Target): Readonly<Record<string, string>> {
  const found: [string, string][] = [];
  for (const key of referable) list(target[key], `$target.${key}`, 0, found);
  for (const { id, kind } of target.probes) found.push([`$target.probes.${id}`, `the options of its ${kind} probe`]);
  return Object.fromEntries(found.filter(([name]) => nameable.test(name)).slice(0, mostReferences));
}

const nameable = /^\$target(\.[A-Za-z_][A-Za-z0-9_]*)+$/;

function list(value: unknown, name: string, depth: number, into: [string, string][]): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    if (value.length > 0) into.push([name, `a list of ${value.length}`]);
    return;
  }
  if (typeof value !== "object") {
    into.push([name, `a ${typeof value === "string" ? "text" : typeof value}`]);
    return;
  }
  // A service is only ever referred to as a whole.
  if (name === "$target.supervisor") {
    into.push([name, "its service, as a whole"]);
    return;
  }
  const entries = Object.entries(value);
  if (entries.length > 0 && depth > 0) into.push([name, `a map with ${entries.map(([key]) => key).join(", ")}`]);
  if (depth < 2) for (const [key, inner] of entries) list(inner, `${name}.${key}`, depth + 1, into);
}
