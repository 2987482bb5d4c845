/**
 * Reads the tags of a page strictly, and says where one is damaged and what might have stood there. Goes on behind each damage as a
 * person would, at the next thing that looks like a tag.
 */
import type { Edit } from "../fixer.ts";

export interface Damage {
  readonly edit: Edit;
  readonly why: string;
  /** How strongly the place itself speaks for it. */
  readonly evidence: number;
}

const TEXT_ONLY = /^(script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)$/i;
const DAMAGES_AT_MOST = 400;
const ATTRIBUTES_TRIED = 6;
const NAME_LOOKS_AHEAD = 2_000;

export function damagesOf(text: string): readonly Damage[] {
  return new MarkupReader(text).read();
}

class MarkupReader {
  readonly #text: string;
  readonly #found: Damage[] = [];
  /** Names of elements that the page has. */
  readonly #names: ReadonlySet<string>;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#names = new Set([...text.matchAll(/<\/?([a-zA-Z][a-zA-Z0-9]*)/g)].map(([, name = ""]) => name.toLowerCase()));
  }

  read(): readonly Damage[] {
    const text = this.#text;
    while (this.#at < text.length && this.#found.length < DAMAGES_AT_MOST) {
      const open = text.indexOf("<", this.#at);
      this.#readText(this.#at, open < 0 ? text.length : open);
      if (open < 0) break;
      this.#at = open;
      if (text.startsWith("<!--", open)) this.#skipTo("-->", open + 4);
      else if (/[!?]/.test(text[open + 1] ?? "")) this.#skipTo(">", open + 1);
      else this.#readTag(open);
    }
    return this.#found;
  }

  #add(edit: Edit, why: string, evidence = 0): void {
    this.#found.push({ edit, why, evidence });
  }

  #insert(at: number, sign: string, evidence = 0): void {
    this.#add({ at, remove: 0, insert: sign }, `adds the missing '${sign}'`, evidence);
  }

  #remove(at: number, evidence = 0): void {
    this.#add({ at, remove: 1, insert: "" }, `removes a '${this.#text[at]}' that is one too many`, evidence);
  }

  #skipTo(end: string, from: number): void {
    const at = this.#text.indexOf(end, from);
    this.#at = at < 0 ? this.#text.length : at + end.length;
  }

  /** A `>` in what should be text: a tag that lost its beginning. */
  #readText(start: number, end: number): void {
    const run = this.#text.slice(start, end);
    const close = run.indexOf(">");
    if (close < 0) return;
    for (const { index, 1: name = "" } of run.slice(0, close).matchAll(/(?:\/|(?<![\w/-]))([a-zA-Z][a-zA-Z0-9]*)/g)) {
      if (!this.#names.has(name.toLowerCase())) continue;
      const isWhole = /^\/?[a-zA-Z][a-zA-Z0-9]*(\s+[\w:-]+="[^"]*")*\s*\/?$/.test(run.slice(index, close));
      this.#insert(start + index, "<", isWhole ? 2 : -1);
    }
  }

  #readTag(open: number): void {
    const begin = /<(\/?)([^\s/>"'=<]*)/y;
    begin.lastIndex = open;
    const [whole = "<", , name = ""] = begin.exec(this.#text) ?? [];
    this.#at = open + whole.length;
    if (!/^[a-zA-Z]/.test(name)) this.#readStrayBeginning(open);
    else this.#readName(open + whole.length - name.length, name);
    if (!/[a-zA-Z]/.test(name)) return;
    this.#readAttributes();
    if (!whole.startsWith("</") && TEXT_ONLY.test(name) && this.#text[this.#at - 1] === ">") {
      const end = new RegExp(`</${name}`, "gi");
      end.lastIndex = this.#at;
      this.#at = end.exec(this.#text)?.index ?? this.#text.length;
    }
  }

  /** `<"div`, `</,p`, `<<b`. */
  #readStrayBeginning(open: number): void {
    const after = this.#text.slice(open + 1, open + 3);
    if (/^[^\w\s/][a-zA-Z/]/.test(after)) this.#remove(open + 1, 1);
    if (/^\/[^\w\s>]/.test(after)) this.#remove(open + 2, 1);
  }

  /** `<d(iv`, `</p,`; or what comes after the tag's end has grown together with its name: `<ttns</tt>`, `</code, then`. */
  #readName(start: number, name: string): void {
    for (const { index } of name.matchAll(/[^\w:.-]|:$/g)) this.#remove(start + index, 1);
    const end = start + name.length;
    // It ends, so that its name is what is wrong with it.
    if (/[<>]/.exec(this.#text.slice(end, end + NAME_LOOKS_AHEAD))?.[0] === ">") return;
    const runsOn = this.#text[end] === "<";
    const plain = /^\w*/.exec(name)?.[0].length ?? 0;
    for (let length = 1; length < name.length; length++) {
      const isName = this.#names.has(name.slice(0, length).toLowerCase());
      if (isName && (runsOn || length === plain)) this.#insert(start + length, ">", runsOn ? 1 : 0);
    }
  }

  #readAttributes(): void {
    const text = this.#text;
    /** Where the tag may have ended: behind its name, and behind each attribute. */
    const ends: { readonly at: number; readonly hasValue: boolean }[] = [{ at: this.#at, hasValue: true }];
    /** The last value without quotes. */
    let bare: number | undefined;
    for (;;) {
      while (/[\s/]/.test(text[this.#at] ?? "")) this.#at++;
      const character = text[this.#at];
      if (character === undefined || character === "<") {
        this.#endsTooLate(ends);
        return;
      }
      if (character === ">") {
        this.#at++;
        return;
      }
      if (character === '"' || character === "'") {
        this.#remove(this.#at, 1);
        if (bare !== undefined) this.#insert(bare, character, 1);
        this.#at++;
        continue;
      }
      const name = /=?[^\s/>="'<]*/y;
      name.lastIndex = this.#at;
      name.test(text);
      this.#at = Math.max(name.lastIndex, this.#at + 1);
      const [quote] = /^["']/.exec(text.slice(this.#at, this.#at + 1)) ?? [];
      if (quote !== undefined) {
        this.#insert(this.#at, "=", /^["'][^"'<>]*["']/.test(text.slice(this.#at)) ? 2 : 0);
        this.#remove(this.#at, 0);
        if (bare !== undefined) this.#insert(bare, quote, 1);
        this.#readQuoted(quote);
      } else if (text[this.#at] === "=") bare = this.#readValue() ?? bare;
      ends.push({ at: this.#at, hasValue: text.slice(name.lastIndex, this.#at).includes("=") });
    }
  }

  /** Resolves to where the value begins, when it has no quotes. */
  #readValue(): number | undefined {
    this.#at++;
    const quote = this.#text[this.#at];
    if (quote === '"' || quote === "'") {
      this.#readQuoted(quote);
      return undefined;
    }
    const start = this.#at;
    const value = /[^\s>"'<]*/y;
    value.lastIndex = start;
    value.test(this.#text);
    this.#at = value.lastIndex;
    return start;
  }

  #readQuoted(quote: string): void {
    const text = this.#text;
    const start = this.#at + 1;
    const close = text.indexOf(quote, start);
    const end = close < 0 ? text.length : close;
    const content = text.slice(start, end);
    if (close < 0 || /[<>]|\s[\w:-]+=$/.test(content)) {
      // It runs into what comes after: the tag's end, or the next attribute.
      const tagEnd = /\s*\/?>/.exec(content)?.index;
      if (tagEnd !== undefined) this.#insert(start + tagEnd, quote, 1.5);
      const names = [...content.slice(0, tagEnd).matchAll(/\s+[\w:-]+=/g)].slice(0, ATTRIBUTES_TRIED);
      for (const [nth, { index }] of names.entries()) this.#insert(start + index, quote, nth === 0 ? 2 : 0);
      if (content === "" || tagEnd === 0) this.#remove(start - 1, 0.5);
      this.#at = start + (tagEnd ?? names[0]?.index ?? content.length);
      return;
    }
    this.#at = end + 1;
    const next = text[this.#at] ?? "";
    if (/[\s/>]/.test(next)) return;
    // `""toc"`, `"toc""`, `"to"c"`: one of them is too many; or the tag's end is missing behind it.
    this.#remove(end, content === "" || next === quote ? 2 : 1);
    const rest = /[^\s>"'<]*/y;
    rest.lastIndex = this.#at;
    rest.test(text);
    if (text[rest.lastIndex] === quote) this.#at = rest.lastIndex + 1;
    else this.#insert(this.#at, ">", 0.5);
  }

  /** The next tag begins before this one has ended. */
  #endsTooLate(ends: readonly { readonly at: number; readonly hasValue: boolean }[]): void {
    const last = ends.findLastIndex(({ hasValue }) => hasValue);
    for (const [nth, { at }] of ends.slice(0, ATTRIBUTES_TRIED).entries())
      this.#insert(at, ">", nth === last ? 2 : nth > last ? -1 : -2);
    // Or what begins here begins nothing.
    if (!/^<\/?[a-zA-Z!]/.test(this.#text.slice(this.#at, this.#at + 3)) && this.#at < this.#text.length)
      this.#remove(this.#at, 0);
    if (this.#text[this.#at] === "<" && this.#text[this.#at + 1] === "<") this.#remove(this.#at, 1);
  }
}
