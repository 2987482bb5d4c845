/** `{A | B}`, `{0-100}`, `{YYYY-MM-DD}`, `{name}` in templates. */
import type { FieldType, TextShape } from "./contract.ts";
import { anyString, enumOf, typeOf } from "./field-type.ts";

export interface Placeholder {
  readonly name: string;
  readonly type: FieldType;
  readonly isOptional: boolean;
}

export function placeholderOf(inside: string): Placeholder {
  const isOptional = /\boptional\b|^if\b|,\s*if\b/i.test(inside);
  const words = inside
    .replace(/[,;(]?\s*\boptional\b\)?:?/gi, "")
    .replace(/,\s*if\b.*$/i, "")
    .trim();
  if (words.includes("|")) return { name: words, type: enumOf(words) ?? anyString, isOptional };
  const named = /^([\p{L}][\p{L}\p{N} _-]{0,40}):\s*(.+)$/u.exec(words);
  const type = typeOf(words) ?? (named?.[2] === undefined ? null : typeOf(named[2]));
  return { name: named?.[1]?.trim() ?? words, type: type ?? anyString, isOptional };
}

/** Literal words and placeholders in turn, as they stand; nothing of it is dropped but the space around. */
export function shapeOf(text: string): TextShape {
  const shape: (string | { name: string; type: FieldType })[] = [];
  let from = 0;
  for (const match of text.matchAll(/\{([^{}\n]{1,300})\}/g)) {
    if (match.index > from) shape.push(text.slice(from, match.index));
    const { name, type } = placeholderOf(match[1] ?? "");
    shape.push({ name, type });
    from = match.index + match[0].length;
  }
  if (from < text.length) shape.push(text.slice(from));
  return shape;
}

export function isLiteral(shape: TextShape): boolean {
  return shape.every((part) => typeof part === "string");
}

/** The type of a text that is one placeholder and nothing else. */
export function onlyType(shape: TextShape): FieldType | null {
  const [part] = shape;
  return shape.length === 1 && typeof part === "object" ? part.type : null;
}

export function isOptionalText(text: string): boolean {
  return /\(\s*(?:optional|if\b[^)]*|when\b[^)]*)\)|<!--\s*(?:optional|if\b)[^>]*-->|\{[^}]*(?:\boptional\b|^if\b|,\s*if\b)[^}]*\}|\*optional\*/i.test(
    text,
  );
}

/** Without the words that only make it optional. */
export function withoutOptional(text: string): string {
  return text
    .replace(/\s*\(\s*(?:optional|if\b[^)]*|when\b[^)]*)\)/gi, "")
    .replace(/\s*<!--[^>]*-->/g, "")
    .replace(/\s*\*optional\*/gi, "")
    .trim();
}
