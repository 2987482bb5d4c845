/**
 * A type as people write it: `string`, `one-line string`, `enum: a | b`, `list: path`, `integer 0–100`, `table columns: a, b`, with words that make
 * it optional. What is not understood is said, and taken for a string.
 */
import type { Column, FieldType } from "./contract.ts";
import { rangeIn } from "./ranges.ts";

export interface TypeText {
  readonly type: FieldType;
  readonly isRequired: boolean;
  readonly condition: string | null;
  readonly isAdvisory: boolean;
  /** Whether any word of it named a type. */
  readonly isTyped: boolean;
  /** What was not understood. */
  readonly unknown: readonly string[];
}

const optionalWords =
  /^(?:(?:is\s+)?optional\b.*|if\b.*|when\b.*|unless\b.*|where\b.*|only\b.*|may\b.*|conditional\b.*|as needed|nullable)$/i;
const advisoryWords = /^(?:recommended|advisory|not (?:strictly )?enforced|should)\b/i;
const requiredWords = /^(?:required|mandatory|always|not optional|non-?empty|must.*|obligatory)$/i;

const plainTypes: readonly (readonly [RegExp, FieldType["kind"]])[] = [
  [/^(?:one[- ]line(?: string| text)?|single[- ]line(?: string| text)?|line)$/i, "line"],
  [/^(?:multi-?line )?(?:string|text|markdown|prose|free text|paragraphs?)$/i, "string"],
  [/^(?:file ?)?path$/i, "path"],
  [/^(?:date(?: \(?YYYY-MM-DD\)?)?|YYYY-MM-DD|date:? *YYYY-MM-DD|iso date)$/i, "date"],
  [/^(?:boolean|bool|yes\/no|true\/false)$/i, "boolean"],
];

export const anyString: FieldType = { kind: "string" };

/** The inside of the parentheses behind a name. */
export function readTypeText(text: string): TypeText {
  let type: FieldType | null = null;
  let isRequired = true;
  let condition: string | null = null;
  let isAdvisory = false;
  const unknown: string[] = [];
  for (const part of splitType(text)) {
    if (requiredWords.test(part)) continue;
    if (optionalWords.test(part)) {
      isRequired = false;
      condition = part;
    } else if (advisoryWords.test(part)) {
      isAdvisory = true;
    } else {
      const read = typeOf(part);
      if (read === null) unknown.push(part);
      else type = type === null ? read : merged(type, read);
    }
  }
  return { type: type ?? anyString, isRequired, condition, isAdvisory, isTyped: type !== null, unknown };
}

/** At commas and semicolons, but `enum: a, b`, `table columns: a, b` and `list: …` take what follows, up to a word of optionality. */
function splitType(text: string): string[] {
  const rough = text
    .split(/[,;]|\s[—–-]\s/)
    .map((part) => part.trim().replace(/^[`*_]+|[`*_]+$/g, ""))
    .filter((part) => part !== "");
  const parts: string[] = [];
  for (const part of rough) {
    const before = parts.at(-1);
    const isOpen = before !== undefined && /^(?:enum|one of|list|array|table|columns)\b[^:]*(?::|of)/i.test(before);
    const isWord = optionalWords.test(part) || requiredWords.test(part) || advisoryWords.test(part);
    if (isOpen && !isWord) parts[parts.length - 1] = `${before}, ${part}`;
    else parts.push(...splitOptional(part));
  }
  return parts;
}

/** `optional string`, `string optional`, `required integer` are two words on two matters. */
function splitOptional(part: string): string[] {
  const match = /^(optional|required)\s+(.+)$/i.exec(part) ?? undefined;
  if (match?.[1] !== undefined && match[2] !== undefined && typeOf(match[2]) !== null) return [match[1], match[2]];
  const behind = /^(.+?)\s+(optional|required|if\s.+|when\s.+|unless\s.+)$/i.exec(part);
  if (behind?.[1] !== undefined && behind[2] !== undefined && typeOf(behind[1]) !== null) return [behind[1], behind[2]];
  return [part];
}

export function typeOf(text: string): FieldType | null {
  const words = text.trim();
  for (const [pattern, kind] of plainTypes) if (pattern.test(words)) return { kind } as FieldType;
  const choice = /^(?:enum|one of|choice)\s*(?:of\s*)?:?\s*(.+)$/is.exec(words)?.[1];
  if (choice !== undefined) return enumOf(choice);
  const columns = /^table(?:\s+(?:with\s+)?columns)?\s*:?\s*(.*)$/is.exec(words)?.[1];
  if (columns !== undefined) return { kind: "table", columns: columnsOf(columns) };
  const list = /^(?:(?:numbered|bulleted|ordered)\s+)?(?:list|array)(?:\s*:\s*|\s+of\s+|$)(.*)$/is.exec(words)?.[1];
  if (list !== undefined) return { kind: "list", of: list.trim() === "" ? null : itemTypeOf(list) };
  return numberOf(words) ?? (words.includes("|") ? enumOf(words) : null);
}

/** `list: what went wrong` says what, not of which type: any item will do. */
function itemTypeOf(text: string): FieldType | null {
  return typeOf(text) ?? typeOf(text.trim().replace(/s$/i, ""));
}

function numberOf(words: string): FieldType | null {
  const match = /^(integer|int|whole number|number|float|decimal|percentage|percent)\b\s*[:(]?\s*(.*?)\)?$/i.exec(
    words,
  );
  const range = rangeIn(match?.[2] ?? words);
  if (match === null) {
    if (range === null || range.rest !== "") return null;
    return { kind: "number", min: range.min, max: range.max };
  }
  const kind = /^(?:int|whole)/i.test(match[1] ?? "") ? "integer" : "number";
  if ((match[2] ?? "") === "") return { kind, min: null, max: null };
  return range === null ? null : { kind, min: range.min, max: range.max };
}

export function enumOf(text: string): FieldType | null {
  const separator = text.includes("|") ? "|" : /\s\/\s/.test(text) ? " / " : ",";
  const values = text
    .split(separator)
    .map((value) => unquoted(value.replace(/^\s*or\s+/i, "")))
    .filter((value) => value !== "");
  return values.length > 1 || separator === "," ? { kind: "enum", values: [...new Set(values)] } : null;
}

/** `a, b (optional), c`. */
function columnsOf(text: string): Column[] {
  return text
    .split(/,|\|/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const isOptional = /\(\s*(?:optional|if\b[^)]*)\s*\)|\boptional$/i.test(part);
      const name = unquoted(part.replace(/\([^)]*\)|\boptional$/gi, ""));
      return { name, isRequired: !isOptional, type: null };
    });
}

/** Two types for one thing: `number, 0–100`, `enum, a | b`. */
function merged(first: FieldType, second: FieldType): FieldType {
  const isNumber = (type: FieldType) => type.kind === "integer" || type.kind === "number";
  if (isNumber(first) && isNumber(second)) return { ...second, kind: first.kind } as FieldType;
  return first.kind === "string" ? second : first;
}

export function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^[`"'*_“”]+|[`"'*_“”]+$/g, "")
    .trim();
}
