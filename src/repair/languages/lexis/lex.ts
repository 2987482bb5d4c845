import {
  scanHereDocument,
  scanQuoted,
  scanRegularExpression,
  scanRustRaw,
  scanShellQuoted,
  scanTemplate,
} from "./scans.ts";
import type { Shape } from "./shape.ts";
import type { Token, TokenKind } from "./token.ts";

const BEFORE_EXPRESSION = new Set(
  "return typeof case in of do else delete void throw new instanceof await yield".split(" "),
);
const WORD_BEGINS_AFTER = /[\s()[\]{},:=|&;<>`-]/;

/** The tokens of a text, broken or not. Every character that is no blank is in exactly one of them. */
export function lex(text: string, shape: Shape): Token[] {
  return new Lexer(text, shape).run();
}

class Lexer {
  readonly #text: string;
  readonly #shape: Shape;
  readonly #tokens: Token[] = [];
  readonly #words: RegExp;
  #at = 0;
  /** The last token that is neither comment nor line end. */
  #last: Token | undefined;
  /** Depth of braces at which a template goes on, innermost last. */
  readonly #templates: number[] = [];
  #braces = 0;
  #inTag = false;
  #hereDocuments: string[] = [];

  constructor(text: string, shape: Shape) {
    this.#text = text;
    this.#shape = shape;
    this.#words = new RegExp(shape.words);
  }

  run(): Token[] {
    const text = this.#text;
    while (this.#at < text.length) {
      const character = text[this.#at] ?? "";
      if (character === "\n") this.#lineEnd();
      else if (
        character === " " ||
        character === "\t" ||
        character === "\r" ||
        character === "\uFEFF" ||
        character === "\f"
      )
        this.#at++;
      else this.#token(character);
    }
    return this.#tokens;
  }

  #lineEnd(): void {
    this.#push("line", this.#at + 1);
    for (const word of this.#hereDocuments.splice(0)) {
      const end = scanHereDocument(this.#text, this.#at, word);
      if (end > this.#at) this.#push("string", end);
    }
  }

  #token(character: string): void {
    if (this.#shape.tags && this.#tag(character)) return;
    if (this.#comment() || this.#string(character)) return;
    if ("([{".includes(character)) {
      if (character === "{") this.#braces++;
      this.#push("open", this.#at + 1);
    } else if (")]}".includes(character)) this.#close(character);
    else if (this.#shape.hereDocuments && character === "<" && this.#hereDocument()) return;
    else if (this.#shape.hereDocuments && character === "\\") this.#push("word", this.#at + 2);
    else if (!this.#word()) this.#push("mark", this.#at + 1);
  }

  #close(character: string): void {
    if (character === "}") {
      if (this.#templates.at(-1) === this.#braces && this.#templates.length > 0) {
        this.#templates.pop();
        this.#braces--;
        this.#push("close", this.#at + 1);
        this.#template();
        return;
      }
      this.#braces--;
    }
    this.#push("close", this.#at + 1);
  }

  #comment(): boolean {
    const { lineComments, blockComments, nestedComments, commentsBeginWords } = this.#shape;
    for (const [open, close] of blockComments) {
      if (!this.#text.startsWith(open, this.#at)) continue;
      let depth = 1;
      let at = this.#at + open.length;
      while (depth > 0) {
        const end = this.#text.indexOf(close, at);
        const inner = nestedComments ? this.#text.indexOf(open, at) : -1;
        if (end < 0) {
          this.#push("comment", this.#text.length, true);
          return true;
        }
        depth += inner >= 0 && inner < end ? 1 : -1;
        at = (inner >= 0 && inner < end ? inner : end) + close.length;
      }
      this.#push("comment", at);
      return true;
    }
    if (!lineComments.some((open) => this.#text.startsWith(open, this.#at))) return false;
    if (commentsBeginWords && this.#at > 0 && !/\s|[;()]/.test(this.#text[this.#at - 1] ?? "")) return false;
    const end = this.#text.indexOf("\n", this.#at);
    this.#push("comment", end < 0 ? this.#text.length : end);
    return true;
  }

  #string(character: string): boolean {
    const shape = this.#shape;
    if (shape.rustRawStrings && (character === "r" || character === "b")) {
      const end = scanRustRaw(this.#text, this.#at);
      if (end !== undefined) return this.#push("string", end);
    }
    if (shape.lifetimes && character === "'") {
      const literal = /'(?:\\(?:x[\da-fA-F]{2}|u\{[\da-fA-F_]+\}|.)|[^\\'\n])'/uy;
      literal.lastIndex = this.#at;
      if (literal.test(this.#text)) return this.#push("string", literal.lastIndex);
      return false;
    }
    if (shape.templates && character === "`") {
      this.#at++;
      this.#template(this.#at - 1);
      return true;
    }
    if (shape.regularExpressions && character === "/" && this.#expressionBegins()) {
      const end = scanRegularExpression(this.#text, this.#at);
      if (end !== undefined) return this.#push("string", end);
    }
    for (const string of shape.strings) {
      if (!this.#text.startsWith(string.open, this.#at)) continue;
      if (shape.quotesBeginWords && !this.#wordBegins()) return false;
      if (shape.tags && !this.#inTag) return false;
      const scan = shape.hereDocuments && string.open === '"' ? scanShellQuoted : scanQuoted;
      const { end, isClosed } = scan(this.#text, this.#at, string);
      return this.#push("string", end, !isClosed);
    }
    return false;
  }

  /** A part of a template: up to its end, or to the next `${`, which counts as an opening bracket. */
  #template(start = this.#at): void {
    const { end, opensExpression, isClosed } = scanTemplate(this.#text, this.#at);
    this.#at = start;
    if (end > start) this.#push("string", opensExpression ? end - 1 : end, !isClosed && !opensExpression);
    if (!opensExpression) return;
    this.#braces++;
    this.#templates.push(this.#braces);
    this.#push("open", end);
  }

  #expressionBegins(): boolean {
    const last = this.#last;
    if (last === undefined) return true;
    if (last.kind === "word") return BEFORE_EXPRESSION.has(last.text);
    return last.kind === "open" || last.kind === "mark";
  }

  #wordBegins(): boolean {
    return this.#at === 0 || WORD_BEGINS_AFTER.test(this.#text[this.#at - 1] ?? "");
  }

  #hereDocument(): boolean {
    const pattern = /<<-?\s*\\?(["']?)([A-Za-z_]\w*)\1/y;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null || this.#text.startsWith("<<<", this.#at)) return false;
    this.#hereDocuments.push(match[2] ?? "");
    return this.#push("mark", this.#at + match[0].length);
  }

  #word(): boolean {
    this.#words.lastIndex = this.#at;
    return this.#words.test(this.#text) && this.#push("word", this.#words.lastIndex);
  }

  /** Outside of tags all is text, one token from tag to tag. */
  #tag(character: string): boolean {
    if (this.#inTag) {
      if (character === ">") this.#inTag = false;
      return false;
    }
    const pattern = /<\/?[a-zA-Z][^\s/>]*/y;
    pattern.lastIndex = this.#at;
    if (character === "<" && pattern.test(this.#text)) {
      this.#inTag = true;
      return this.#push("word", pattern.lastIndex);
    }
    if (this.#text.startsWith("<!--", this.#at)) return false;
    const next = this.#text.slice(this.#at + 1).search(/[<\n]/);
    return this.#push("word", next < 0 ? this.#text.length : this.#at + 1 + next);
  }

  #push(kind: TokenKind, end: number, unclosed = false): true {
    const start = this.#at;
    this.#at = Math.min(end, this.#text.length);
    const token: Token = {
      kind,
      text: this.#text.slice(start, this.#at),
      start,
      end: this.#at,
      ...(unclosed && { unclosed }),
    };
    this.#tokens.push(token);
    if (kind !== "line" && kind !== "comment") this.#last = token;
    return true;
  }
}
