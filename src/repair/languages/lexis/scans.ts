/** Where things that begin with a sign of their own end. Each takes the offset of its beginning. */
import type { StringShape } from "./shape.ts";

export interface Quoted {
  readonly end: number;
  readonly isClosed: boolean;
}

/** An unclosed one ends with its line, or with the text where it may span lines. */
export function scanQuoted(text: string, start: number, { open, close, escapes, multiLine }: StringShape): Quoted {
  for (let at = start + open.length; at < text.length; at++) {
    if (text.startsWith(close, at)) return { end: at + close.length, isClosed: true };
    const character = text[at];
    if (character === "\n" && !multiLine) return { end: at, isClosed: false };
    if (character === "\\" && escapes) at++;
  }
  return { end: text.length, isClosed: false };
}

/** Double quotes of the shell, in which `$(…)` holds quotes of its own. */
export function scanShellQuoted(text: string, start: number): Quoted {
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '"') return { end: at + 1, isClosed: true };
    if (character === "\\") at++;
    else if (character === "$" && text[at + 1] === "(") at = scanSubstitution(text, at + 2);
  }
  return { end: text.length, isClosed: false };
}

/** The offset of the `)` that ends a substitution. */
function scanSubstitution(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === '"') at = scanShellQuoted(text, at).end - 1;
    else if (character === "'") at = Math.max(at, text.indexOf("'", at + 1));
    if (depth === 0) return at;
  }
  return text.length;
}

export function scanTemplate(text: string, start: number): Quoted & { readonly opensExpression: boolean } {
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "`") return { end: at + 1, isClosed: true, opensExpression: false };
    else if (character === "$" && text[at + 1] === "{") return { end: at + 2, isClosed: false, opensExpression: true };
  }
  return { end: text.length, isClosed: false, opensExpression: false };
}

/** Undefined: no regular expression, since it does not end on its line. */
export function scanRegularExpression(text: string, start: number): number | undefined {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === "\n") return undefined;
    if (character === "\\") at++;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) {
      const flags = /[a-z]*/y;
      flags.lastIndex = at + 1;
      flags.test(text);
      return flags.lastIndex;
    }
  }
  return undefined;
}

/** `r"…"`, `r#"…"#`, `br"…"`. */
export function scanRustRaw(text: string, start: number): number | undefined {
  const opening = /b?r(#*)"/y;
  opening.lastIndex = start;
  const match = opening.exec(text);
  if (match === null) return undefined;
  const close = `"${match[1]}`;
  const end = text.indexOf(close, opening.lastIndex);
  return end < 0 ? text.length : end + close.length;
}

/** The end of the line that ends a here-document; the start itself when there is none. */
export function scanHereDocument(text: string, start: number, word: string): number {
  const end = new RegExp(`^\\t*${word}$`, "gm");
  end.lastIndex = start;
  return end.exec(text) === null ? start : end.lastIndex;
}
