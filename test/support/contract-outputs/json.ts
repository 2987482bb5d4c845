/** JSON that keeps to a schema, for the keywords that the example contract uses. */
import type { Chance } from "./random.ts";
import { date, phrase } from "./values.ts";

export interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** Of a reference, what it refers to. */
export function resolved(node: SchemaNode, root: SchemaNode): SchemaNode {
  return node.$ref === undefined ? node : (root.$defs?.[node.$ref.replace("#/$defs/", "")] ?? {});
}

export function jsonOf(given: SchemaNode, root: SchemaNode, chance: Chance): unknown {
  const node = resolved(given, root);
  if (node.const !== undefined) return node.const;
  if (node.enum !== undefined) return chance.of(node.enum);
  const [min, max] = [node.minimum ?? 0, node.maximum ?? 1_000];
  switch (node.type) {
    case "object": {
      const keys = Object.keys(node.properties ?? {}).filter(
        (key) => node.required?.includes(key) || chance.happens(0.5),
      );
      return Object.fromEntries(keys.map((key) => [key, jsonOf(node.properties?.[key] ?? {}, root, chance)]));
    }
    case "array": {
      const count = chance.between(node.minItems ?? 0, Math.min(node.maxItems ?? 6, 6));
      return Array.from({ length: count }, () => jsonOf(node.items ?? {}, root, chance));
    }
    case "integer":
      return chance.between(min, max);
    case "number":
      return min + chance.next() * (max - min);
    case "boolean":
      return chance.happens(0.5);
    default:
      if (node.format === "date") return date(chance);
      return node.pattern === undefined ? phrase(chance) : `WO-${String(chance.between(0, 999_999)).padStart(6, "0")}`;
  }
}

export function surroundedJson(value: unknown, chance: Chance): unknown {
  if (chance.happens(0.2)) return value;
  const text = JSON.stringify(value, null, chance.of([0, 1, 2, "\t"]));
  const written = chance.of([
    text,
    `\n${text}\n`,
    `\`\`\`json\n${text}\n\`\`\``,
    `Here is the order:\n\n${text}\n\nAnything else?`,
    `Sure: \n~~~json\n${text}\n~~~\nBye!`,
  ]);
  const whole = `${chance.happens(0.1) ? "\uFEFF" : ""}${written}`;
  return chance.happens(0.2) ? whole.replaceAll("\n", "\r\n") : whole;
}
