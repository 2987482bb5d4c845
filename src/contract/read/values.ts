/** The values that a description allows, where it says so in words that leave no doubt. */
import type { FieldType } from "./contract.ts";
import { enumOf, readTypeText, typeOf } from "./field-type.ts";
import { rangeIn } from "./ranges.ts";

/** `PASS | FAIL`, `one of a, b or c`, `0–100, higher is better`, `the share (0–1)`. */
export function valuesIn(text: string): FieldType | null {
  const words = text.trim().replace(/\.$/, "");
  if (words === "") return null;
  const whole = readTypeText(words);
  if (whole.isTyped && whole.unknown.length === 0 && whole.type.kind !== "string") return whole.type;
  const head = words.split(/[,;(]|\.\s|\s[—–-]\s/)[0] ?? "";
  const range = rangeIn(words);
  if (range !== null && /^(?:$|[,;.(:—–-]|where|with|inclusive|points|%)/i.test(range.rest))
    return { kind: "number", min: range.min, max: range.max };
  const choice = /^(?:one of|either|enum|values?|must be one of)\s*:?\s*(.+)$/is.exec(words)?.[1];
  if (choice !== undefined) return enumOf(choice.replaceAll(/\s+or\s+/g, choice.includes("|") ? "|" : ", "));
  if (head.includes("|")) return enumOf(head);
  const inner = /\(([^)]+)\)/.exec(words)?.[1];
  if (inner !== undefined) return valuesIn(inner);
  const typed = typeOf(head);
  return typed?.kind === "string" ? null : typed;
}

/** A description narrows what a list or a template left open, and never widens it. */
export function narrowed(type: FieldType, description: FieldType): FieldType {
  if (type.kind === "string" || type.kind === "line") return description;
  if ((type.kind === "integer" || type.kind === "number") && "min" in description)
    return { kind: type.kind, min: description.min ?? type.min, max: description.max ?? type.max };
  if (type.kind === "enum" && type.values.length === 0) return description;
  if (type.kind === "list" && type.of === null && description.kind !== "list") return { kind: "list", of: description };
  if (type.kind === "list" && type.of === null) return description;
  return type;
}
