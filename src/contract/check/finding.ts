/** How a finding is put into words. */
import type { Finding, ViolationKind } from "#core/model";
import type { FieldType } from "../read/index.ts";

export interface Fault {
  readonly kind: ViolationKind;
  readonly expected: string;
  readonly received: string;
}

const longestReceived = 200;

export function finding(fault: Fault, path: string, line: number | null, advisory: boolean): Finding {
  return { kind: fault.kind, path, expected: fault.expected, received: shortened(fault.received), line, advisory };
}

/** On one line, and not longer than a person wants to see. */
export function shortened(text: string): string {
  const line = text
    .slice(0, 4 * longestReceived)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > longestReceived ? `${line.slice(0, longestReceived)}…` : line;
}

export function describeType(type: FieldType): string {
  switch (type.kind) {
    case "line":
      return "one-line string";
    case "date":
      return "date YYYY-MM-DD";
    case "integer":
    case "number":
      return [type.kind, rangeWords(type.min, type.max)].filter((part) => part !== "").join(" ");
    case "enum":
      return `enum: ${type.values.join(" | ")}`;
    case "list":
      return type.of === null ? "list" : `list: ${describeType(type.of)}`;
    case "table":
      return `table columns: ${type.columns.map(({ name }) => name).join(", ")}`;
    case "string":
    case "path":
    case "boolean":
      return type.kind;
  }
}

export function rangeWords(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return `${min}–${max}`;
  if (min !== null) return `at least ${min}`;
  return max === null ? "" : `at most ${max}`;
}
