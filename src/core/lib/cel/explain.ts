/** Shows what a condition saw: each value that it speaks of, resolved. */
import type { ConditionFacts } from "./condition.ts";

const path = /\b(reading|readings|target|baseline|thresholds)((?:\.[A-Za-z_][A-Za-z0-9_]*)+)/g;
const longestValue = 80;

/** `reading.values.running == true (reading.values.running is false)` */
export function explainCondition(source: string, facts: ConditionFacts): string {
  const seen = new Map<string, string>();
  for (const [whole] of source.matchAll(path)) if (!seen.has(whole)) seen.set(whole, show(lookUp(facts, whole)));
  if (seen.size === 0) return source;
  return `${source} (${[...seen].map(([name, value]) => `${name} is ${value}`).join(", ")})`;
}

function lookUp(facts: ConditionFacts, whole: string): unknown {
  let value: unknown = facts;
  for (const key of whole.split(".")) {
    const known = value !== null && typeof value === "object" && Object.hasOwn(value, key);
    value = known ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return value;
}

function show(value: unknown): string {
  if (value === undefined) return "not known";
  const text = JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
