/** What a fixer is: it proposes, and knows nothing of whether a parser will agree. */
import type { LanguageName, Shape, SyntaxFault, Token } from "#repair/languages";

/** `at` is an offset into the text, in UTF-16 units. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** Where in the sequence of tokens an edit takes hold. */
export interface TokenEdit {
  /** Index of the token before which it inserts, or of the first that it removes. */
  readonly index: number;
  readonly remove: number;
  /** The sign that is put in, if any. */
  readonly insert: string;
  /** The new sign stands first on its line. */
  readonly beginsLine: boolean;
}

export interface Candidate {
  /** In order, none touching another. */
  readonly edits: readonly Edit[];
  /** What it does, as a sentence without its subject: "adds the missing ')'". */
  readonly why: string;
  /** Given where tokens stay what they are, so that the candidate can be judged without reading the text again. */
  readonly token?: TokenEdit;
  /** Two candidates of the same meaning give the same sequence of tokens. Default: the text that comes of it. */
  readonly meaning?: string;
  /** The parser itself names what is missing, or git has it: tried before what is merely smaller. */
  readonly isNamed?: boolean;
  /** How strongly the place itself speaks for it, beside what is weighed for all: blanks left behind, a doubled sign. */
  readonly evidence?: number;
}

/** Bytes instead of text, or the finding that only a human can decide. */
export type Verdict =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly why: string }
  | { readonly kind: "human"; readonly why: string };

/** A file that its parser refused. */
export interface BrokenFile {
  readonly path: string;
  readonly language: LanguageName;
  readonly shape: Shape;
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8; what is not UTF-8 shows as U+FFFD. */
  readonly text: string;
  readonly faults: readonly SyntaxFault[];
  /** Offsets of the faults, in order of importance. */
  readonly faultOffsets: readonly number[];
  readonly tokens: readonly Token[];
  readonly lines: Lines;
  /** Former versions of the file, the newest first. */
  readonly history: readonly string[];
}

/** How the text lies in lines, counted from 0. */
export interface Lines {
  readonly starts: readonly number[];
  /** Columns before the first character that is no blank, a tab as four; undefined for an empty line. */
  readonly indents: readonly (number | undefined)[];
  lineOf(offset: number): number;
  textOf(line: number): string;
}

export interface Fixer {
  readonly name: string;
  readonly summary: string;
  readonly languages: "all" | readonly LanguageName[];
  /** Bytes, or a human. Asked before all else. */
  readonly decide?: (file: BrokenFile) => Verdict | undefined;
  /** Everything that might be the smallest edit. Which of it is true is decided by the parser, and then by the evidence. */
  readonly propose?: (file: BrokenFile) => Iterable<Candidate>;
}

export function defineFixer(fixer: Fixer): Fixer {
  return fixer;
}
