/** Whether a candidate keeps everything that the file says: no token may go but those that it takes out itself. */
import type { BrokenFile, Candidate } from "#repair/fixers";
import { lex, type Token, tagsOf } from "#repair/languages";

/**
 * Compares the words of the code, before and after, line by line outside of the lines that are edited. A string that did not end had
 * swallowed code; that this comes to light again is no loss, and that code disappears in a string is one.
 */
export function keepsAll(file: BrokenFile, { edits }: Candidate, after: string): boolean {
  const [first, last] = [edits[0], edits.at(-1)];
  if (first === undefined || last === undefined) return true;
  if (file.shape.tags) return keepsTags(file.text, edits, after);
  const grown = after.length - file.text.length;
  const end = file.lines.starts[file.lines.lineOf(last.at + last.remove) + 1] ?? file.text.length;
  const start = file.lines.starts[file.lines.lineOf(first.at)] ?? 0;
  const tokens = lex(after, file.shape);
  const headBefore = words(file.tokens, 0, start);
  const headAfter = words(tokens, 0, start);
  if (headBefore.length > headAfter.length) return false;
  if (tokens.some((token) => isInsideOut(token, after)) || !touchedWordsStay(file, edits, tokens, start, end, grown))
    return false;
  // A quote turns all that follows inside out where strings span lines; then it is code that must come to light.
  if (spansLines(file.shape) && movesQuotes(file.text, edits)) return hiddenLines(tokens) <= hiddenLines(file.tokens);
  const tailBefore = words(file.tokens, end, file.text.length);
  const tailAfter = words(tokens, end + grown, after.length);
  return isWithin(tailBefore, tailAfter);
}

const WORD = /[\p{L}\p{N}_]/u;
/** `f"…"`, `br'…'`. */
const PREFIX = /(^|[^\p{L}\p{N}_])[a-zA-Z]{1,2}$/u;

/** A string that spans lines and touches a word is what lies between two strings: one of their quotes is missing. */
function isInsideOut({ kind, text: token, start, end }: Token, text: string): boolean {
  if (kind !== "string" || !token.includes("\n") || !/^["']/.test(token)) return false;
  const before = text.slice(Math.max(0, start - 3), start);
  return WORD.test(text[end] ?? "") || (WORD.test(before.at(-1) ?? "") && !PREFIX.test(before));
}

function spansLines({ strings }: BrokenFile["shape"]): boolean {
  return strings.some(({ open, multiLine }) => multiLine && open.length === 1);
}

/** Whether quotes are all that an edit puts in or takes out. */
export function movesQuotes(text: string, edits: Candidate["edits"]): boolean {
  return edits.every(({ at, remove, insert }) => /^["'`]+$/.test(insert + text.slice(at, at + remove)));
}

/** How many lines lie within strings. */
function hiddenLines(tokens: readonly Token[]): number {
  return tokens.reduce((sum, { kind, text }) => sum + (kind === "string" ? text.split("\n").length - 1 : 0), 0);
}

/** Of a page: every tag that an edit does not touch, letter by letter; and what it touches is a tag still, unless it goes as a whole. */
function keepsTags(before: string, edits: Candidate["edits"], after: string): boolean {
  const [tags, left] = [tagsOf(before), tagsOf(after)];
  const untouched = tags.filter(({ start, end }) => !edits.some(({ at, remove }) => start <= at + remove && end >= at));
  const removed = tags.filter(({ start, end }) => edits.some(({ at, remove }) => start >= at && end <= at + remove));
  const textIn = (page: string) => (tag: { readonly start: number; readonly end: number }) =>
    page.slice(tag.start, tag.end);
  return (
    left.length >= tags.length - removed.length && isWithin(untouched.map(textIn(before)), left.map(textIn(after)))
  );
}

function words(tokens: readonly Token[], from: number, to: number): string[] {
  return tokens.filter(({ kind, start, end }) => kind === "word" && start >= from && end <= to).map(({ text }) => text);
}

function isWithin(part: readonly string[], whole: readonly string[]): boolean {
  const count = new Map<string, number>();
  for (const word of whole) count.set(word, (count.get(word) ?? 0) + 1);
  for (const word of part) {
    const left = (count.get(word) ?? 0) - 1;
    if (left < 0) return false;
    count.set(word, left);
  }
  return true;
}

/** On the lines of the edit words may move into a string or out of it, but their letters stay. */
function touchedWordsStay(
  file: BrokenFile,
  edits: Candidate["edits"],
  tokens: readonly Token[],
  start: number,
  end: number,
  grown: number,
): boolean {
  const removesWords = edits.some(({ at, remove }) => /[\p{L}\p{N}]/u.test(file.text.slice(at, at + remove)));
  // A restored stretch holds all tokens of what it replaces (that fixer sees to it); a tag or a terminator is taken out by name.
  if (removesWords) return true;
  const letters = (text: string): number => text.replaceAll(/[^\p{L}\p{N}]/gu, "").length;
  const before = letters(file.text.slice(start, end));
  const inside = tokens
    .filter((token) => token.end > start && token.start < end + grown)
    .reduce((sum, { text }) => sum + letters(text), 0);
  return inside >= before;
}
