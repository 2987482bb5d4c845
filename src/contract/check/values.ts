/** One value against one type, as words in a text. */
import type { FieldType, TextShape } from "../read/index.ts";
import { unemphasised } from "../text/index.ts";
import { describeType, type Fault, rangeWords } from "./finding.ts";

const integer = /^[-+]?\d{1,18}\s?%?$/;
const number = /^[-+]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})(?:e[-+]?\d{1,3})?\s?%?$/i;

/** Null: it is of the type. Lists and tables are not values of one place, and are looked at elsewhere. */
export function faultOf(value: string, type: FieldType): Fault | null {
  const words = unemphasised(value);
  if (words === "" && type.kind !== "list") return wrongType(type, "");
  switch (type.kind) {
    case "string":
      return null;
    case "line":
      return /[\n\r]/.test(words) ? wrongType(type, words) : null;
    case "integer":
      return integer.test(words) ? rangeFault(words, type) : wrongType(type, words);
    case "number":
      return number.test(words) ? rangeFault(words, type) : wrongType(type, words);
    case "boolean":
      return /^(?:true|false|yes|no)$/i.test(words) ? null : wrongType(type, words);
    case "date":
      return isDate(words) ? null : wrongType(type, words);
    case "path":
      return isPath(value, words) ? null : wrongType(type, words);
    case "enum":
      if (type.values.includes(words) || type.values.includes(value.trim())) return null;
      return { kind: "wrong_enum", expected: type.values.join(" | "), received: words };
    case "list":
    case "table":
      return null;
  }
}

export function wrongType(type: FieldType, received: string): Fault {
  return { kind: "wrong_type", expected: describeType(type), received: received === "" ? "nothing" : received };
}

export function rangeFault(words: string, type: Extract<FieldType, { kind: "integer" | "number" }>): Fault | null {
  const value = Number.parseFloat(words);
  const isIn = (type.min === null || value >= type.min) && (type.max === null || value <= type.max);
  return isIn ? null : { kind: "out_of_range", expected: rangeWords(type.min, type.max), received: words };
}

/** A day that the calendar has. */
export function isDate(words: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(words);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** Quoted it may hold spaces; a URL and a sentence are no paths. */
function isPath(value: string, words: string): boolean {
  const linked = /^\[([^\]]{1,500})\]\([^)]{0,1000}\)$/.exec(words)?.[1];
  const path = linked ?? words;
  if (path.length > 4_096 || /[\n\r\0<>|*?]/.test(path) || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return false;
  const isQuoted = value.trim() !== words;
  return isQuoted || !/\s/.test(path.replace(/\\ /g, ""));
}

/** `87/100` against placeholder, `/100`: the literal words in their order, and each placeholder's value against its type. */
export function shapeFault(value: string, shape: TextShape): Fault | null {
  const words = value.trim();
  const expected = shape
    .map((piece) => (typeof piece === "string" ? piece : `{${describeType(piece.type)}}`))
    .join("")
    .trim();
  let at = 0;
  let open: FieldType | null = null;
  for (const [index, piece] of shape.entries()) {
    if (typeof piece !== "string") {
      open = piece.type;
      continue;
    }
    const literal = index === 0 ? piece.trimStart() : index === shape.length - 1 ? piece.trimEnd() : piece;
    if (literal === "") continue;
    const found = words.indexOf(literal, at);
    if (found < 0 || (open === null && found !== at)) return { kind: "wrong_type", expected, received: words };
    const fault = open === null ? null : faultOf(words.slice(at, found), open);
    if (fault !== null) return fault.kind === "wrong_type" ? { kind: "wrong_type", expected, received: words } : fault;
    at = found + literal.length;
    open = null;
  }
  if (open !== null) {
    const fault = faultOf(words.slice(at), open);
    return fault?.kind === "wrong_type" ? { kind: "wrong_type", expected, received: words } : fault;
  }
  return at < words.length ? { kind: "wrong_type", expected, received: words } : null;
}
