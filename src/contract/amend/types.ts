/** Of which type is a value that was sent? In the words of a contract. */
import type { FieldType } from "../read/index.ts";

/** The kind of the text of one value. */
export function typeOfText(text: string): FieldType["kind"] {
  const trimmed = text.trim();
  if (/^[-+]?\d{1,15}$/.test(trimmed)) return "integer";
  if (/^[-+]?\d{1,15}\.\d{1,15}$/.test(trimmed)) return "number";
  if (/^(true|false)$/.test(trimmed)) return "boolean";
  if (/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) return "date";
  if (/^(?:[-*+]|\d+[.)])\s/m.test(trimmed) || /^\[[^\]]*\]$/s.test(trimmed)) return "list";
  if (/^(?:\.{0,2}\/)?(?:[\w.@-]+\/)+[\w.@-]*$/.test(trimmed)) return "path";
  return trimmed.includes("\n") ? "string" : "line";
}
