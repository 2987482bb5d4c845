/** Keys that a JSON Schema neither names nor forbids: it lets them pass, and so they are said as advice alone. */
import type { Finding } from "#core/model";
import { finding } from "./finding.ts";
import type { FoundJson } from "./json-text.ts";

/** Where other keywords may name properties too, nothing can be said of the rest. */
const open = [
  "additionalProperties",
  "unevaluatedProperties",
  "patternProperties",
  "allOf",
  "anyOf",
  "oneOf",
  "if",
  "$ref",
  "$dynamicRef",
  "dependentSchemas",
];
const mostFindings = 20;
const deepest = 20;

export function undocumentedFindings(json: FoundJson, schema: unknown): Finding[] {
  const found: Finding[] = [];
  const look = (node: unknown, value: unknown, steps: readonly (string | number)[]): void => {
    if (
      !isRecord(node) ||
      typeof value !== "object" ||
      value === null ||
      steps.length > deepest ||
      found.length >= mostFindings
    )
      return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) look(node.items, item, [...steps, index]);
      return;
    }
    const { properties } = node;
    if (!isRecord(properties)) return;
    for (const [key, inner] of Object.entries(value)) {
      const path = [...steps, key];
      if (Object.hasOwn(properties, key)) look(properties[key], inner, path);
      else if (!open.some((keyword) => keyword in node)) found.push(undocumented(json, inner, path));
    }
  };
  look(schema, json.value, []);
  return found.slice(0, mostFindings);
}

function undocumented(json: FoundJson, value: unknown, path: readonly (string | number)[]): Finding {
  const pointer = `/${path.map((step) => String(step).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;
  const received = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return finding(
    { kind: "unknown_field", expected: "nothing of this name; the schema allows any", received },
    pointer,
    json.lineOf(path),
    true,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
