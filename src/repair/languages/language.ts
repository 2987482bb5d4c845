/** What a language gives: how its files are known, its own parser, and how its text falls into tokens. */
import type { Shape } from "./lexis/index.ts";

export const languageNames = [
  "typescript",
  "javascript",
  "json",
  "yaml",
  "toml",
  "python",
  "go",
  "rust",
  "shell",
  "css",
  "html",
] as const;

export type LanguageName = (typeof languageNames)[number];

/** Lines and columns count from 1; a column counts UTF-16 units. */
export interface SyntaxFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** `foreign`: not a file of this language after all (a template, another dialect), so that nobody may call it broken. */
export type ParseResult =
  | { readonly ok: true; readonly foreign?: string }
  | { readonly ok: false; readonly errors: readonly SyntaxFault[] };

/** A parser that is loaded. It never throws for what a file holds. */
export type Parse = (text: string, path: string) => ParseResult | Promise<ParseResult>;

export interface Parser {
  readonly parse: Parse;
  /** Cheaper, for the many attempts of a search; may refuse what `parse` takes, and never takes what `parse` refuses. */
  readonly quick?: Parse;
  /** The parser of this machine's own compiler, asked when `parse` is content, where there is one: for what is about to be kept. */
  readonly confirm?: Parse;
  /** Ends what it started. */
  readonly close?: () => void;
}

export interface Language {
  readonly name: LanguageName;
  /** Without the dot, in lower case. */
  readonly extensions: readonly string[];
  /** Whole names of files without a telling extension. */
  readonly names?: readonly string[];
  readonly shape: Shape;
  /** Loads the parser; nothing of it is loaded before. */
  open(): Promise<Parser>;
}

export function defineLanguage(language: Language): Language {
  return language;
}

export const healthy: ParseResult = { ok: true };

export function foreign(why: string): ParseResult {
  return { ok: true, foreign: why };
}

export function broken(...errors: readonly SyntaxFault[]): ParseResult {
  return { ok: false, errors };
}

/** Line and column of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}

/** The offset of a line and column, held within the text. */
export function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  let start = 0;
  for (let current = 1; current < line; current++) {
    const next = text.indexOf("\n", start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  return Math.min(text.length, start + column - 1);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
