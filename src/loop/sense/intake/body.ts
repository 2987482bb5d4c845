/** What a stranger sent, read with care: bounded in depth and number, and without characters that nobody writes. */
import { ChironError, type IntakeRequest, type Values } from "#core/model";

const deepest = 50;
const longestText = 8_000;
const mostValues = 64;
const longestName = 100;

/** Throws `bad_request`. Text is UTF-8. */
export function jsonOf({ body }: Pick<IntakeRequest, "body">): unknown {
  const text = textOf(body);
  if (text.trim() === "") throw new ChironError("bad_request", "the body is empty; JSON is wanted");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ChironError("bad_request", "the body is not JSON");
  }
  inspect(value, 0);
  return value;
}

export function textOf(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new ChironError("bad_request", "the body is not UTF-8");
  }
}

function inspect(value: unknown, depth: number): void {
  if (depth > deepest) throw new ChironError("bad_request", `the body is nested deeper than ${deepest} levels`);
  if (typeof value === "string") refuseControls(value);
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const inner of value) inspect(inner, depth + 1);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (key === "__proto__") throw new ChironError("bad_request", 'the body has a key "__proto__"');
    refuseControls(key);
    inspect(inner, depth + 1);
  }
}

/** Line ends and tabs have a place in a description; everything else of that kind is made to deceive a reader. */
export function refuseControls(text: string): void {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl =
      (code < 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) || (code >= 0x7f && code <= 0x9f);
    if (isControl)
      throw new ChironError("bad_request", `it holds a control character (U+${code.toString(16).padStart(4, "0")})`);
  }
}

/** Of a map, what is text, number or truth, flat: what a reading may hold. Longer texts are cut. */
export function flatten(map: Readonly<Record<string, unknown>>): Values {
  const values: Record<string, Values[string]> = {};
  let count = 0;
  for (const [key, value] of Object.entries(map)) {
    if (count >= mostValues) break;
    if (key.length > longestName) continue;
    if (typeof value === "string") values[key] = shortened(value, longestText);
    else if (typeof value === "boolean" || value === null) values[key] = value;
    else if (typeof value === "number" && Number.isFinite(value)) values[key] = value;
    else continue;
    count++;
  }
  return values;
}

/** One line, and no longer than that. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** ISO 8601 to ms; null for what says nothing, such as the year 1 of Go's zero time. */
export function timeOf(text: string | undefined): number | null {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

/** `HighErrorRate` → `high_error_rate`, as far as a type of anomaly can be made of it. */
export function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 50);
}
