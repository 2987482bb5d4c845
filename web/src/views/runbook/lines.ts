/** What a runbook says, as lines that can be read and compared: like the YAML that people write, whatever it was written in. */
import { lengthOf } from "../../kit/index.ts";

/** These are times, in ms. */
const lengths = new Set(["timeout", "within", "cooldown", "verifyWithin", "afterTime"]);
const deepest = 20;
/** As people write them; the log keeps names by the alphabet. */
const order = [
  ...["id", "name", "title", "version", "action", "mode", "risk", "priority", "matches", "kinds", "when", "symptoms"],
  ...["diagnosis", "check", "repairs", "strategies", "steps", "with", "timeout", "validate", "verifyWithin", "limits"],
  ...["escalate", "emergency", "docs"],
];

export function linesOf(definition: Readonly<Record<string, unknown>>): readonly string[] {
  return ofRecord(definition, 0);
}

function ofRecord(record: Readonly<Record<string, unknown>>, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const entries = Object.entries(record).sort(
    ([one], [other]) => rankOf(one) - rankOf(other) || one.localeCompare(other),
  );
  return entries.flatMap(([key, value]) => {
    if (value === undefined) return [];
    const text = plainText(key, value, depth);
    if (text !== undefined) return withKey(`${indent}${key}:`, text, indent);
    const inner = Array.isArray(value)
      ? ofList(value, depth + 1)
      : ofRecord(value as Record<string, unknown>, depth + 1);
    return [`${indent}${key}:`, ...inner];
  });
}

function rankOf(key: string): number {
  const place = order.indexOf(key);
  return place === -1 ? order.length : place;
}

function ofList(list: readonly unknown[], depth: number): string[] {
  const indent = "  ".repeat(depth);
  return list.flatMap((value) => {
    const text = plainText("", value, depth);
    if (text !== undefined) return withKey(`${indent}-`, text, indent);
    const inner = Array.isArray(value)
      ? ofList(value, depth + 1)
      : ofRecord(value as Record<string, unknown>, depth + 1);
    const [first = "", ...rest] = inner;
    return [`${indent}- ${first.trimStart()}`, ...rest];
  });
}

/** Undefined: it has parts of its own. */
function plainText(key: string, value: unknown, depth: number): string | undefined {
  if (typeof value === "number") return lengths.has(key) ? lengthOf(value) : String(value);
  if (typeof value === "string") return value;
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one === "string" || typeof one === "number") && value.length <= 8) {
      const text = `[${value.join(", ")}]`;
      if (text.length <= 70) return text;
    }
    return depth >= deepest ? JSON.stringify(value) : undefined;
  }
  if (typeof value !== "object" || value === null) return String(value);
  if (Object.keys(value).length === 0) return "{}";
  return depth >= deepest ? JSON.stringify(value) : undefined;
}

function withKey(start: string, text: string, indent: string): string[] {
  if (!text.includes("\n")) return [`${start} ${text}`];
  return [
    `${start} |`,
    ...text
      .trimEnd()
      .split("\n")
      .map((line) => `${indent}  ${line}`),
  ];
}
