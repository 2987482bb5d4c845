/** A piece of text that belongs together. */
export type TokenKind = "word" | "string" | "comment" | "open" | "close" | "mark" | "line";

/** `start` and `end` are offsets into the text, in UTF-16 units. Blanks between tokens belong to none. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A string or comment that the line or the file ends before it does. */
  readonly unclosed?: true;
}
