/** One YAML file, as plain values with the place of each. */
import { Composer, type CST, type Document, Lexer, LineCounter, Parser } from "yaml";
import { messageOf } from "#core/model";
import { type Problem, wholeFile } from "../problems.ts";
import { deepest, findTooDeep } from "./nesting.ts";
import { offsetOf, type Path, type Source, showPath } from "./place.ts";
import { toPlain } from "./plain.ts";
import { findUnreadable } from "./unreadable.ts";
import { explainYamlError, plainWords } from "./yaml-error.ts";

/** Without a source there is at least one problem. */
export interface Parsed {
  readonly source?: Source;
  readonly problems: readonly Problem[];
}

type At = (offset: number, path: Path, message: string, suggestion?: string) => Problem;

const mostErrors = 20;
/** Words, signs and spaces: some ten thousand targets. Each costs time, an error among them most. */
const mostLexemes = 500_000;
/** Of a longer line only the part around the place is shown. */
const widest = 160;
const shownBefore = 60;
const shownAfter = 20;

/** Never throws. */
export function parseSource(file: string, original: string): Parsed {
  // Windows editors put it there; it means nothing.
  const text = original.startsWith("\uFEFF") ? original.slice(1) : original;
  const at = placing(file, text);
  const unreadable = findUnreadable(text);
  if (unreadable !== undefined) return { problems: [at(unreadable.offset, [], unreadable.message)] };
  try {
    const document = composeOne(file, text, at);
    return "contents" in document ? sourceOf(file, text, document, at) : { problems: document };
  } catch (error) {
    return { problems: [wholeFile(file, `cannot be read as YAML: ${messageOf(error)}`)] };
  }
}

function placing(file: string, text: string): At {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) counter.addNewLine(end + 1);
  return (offset, path, message, suggestion) => {
    const { line, col: column } = counter.linePos(Math.max(0, Math.min(offset, text.length)));
    const start = counter.lineStarts[line - 1] ?? 0;
    const next = counter.lineStarts[line];
    const whole = text.slice(start, next === undefined ? undefined : next - 1).replace(/\r$/, "");
    return {
      file,
      line,
      column,
      path: showPath(path),
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...excerptOf(whole, column),
    };
  };
}

function excerptOf(line: string, column: number): Pick<Problem, "excerpt" | "caret"> {
  if (line.length <= widest) return { excerpt: line };
  const from = column <= widest - shownAfter ? 0 : column - shownBefore;
  const before = from > 0 ? "…" : "";
  const after = line.length > from + widest ? "…" : "";
  return { excerpt: `${before}${line.slice(from, from + widest)}${after}`, caret: column - from + before.length };
}

function composeOne(file: string, text: string, at: At): Document.Parsed | readonly Problem[] {
  const tokens = tokensOf(text);
  if (tokens === undefined) return [wholeFile(file, "holds too much; a configuration is never that large")];
  const broken = tokens.find((token) => token.type === "error");
  if (broken !== undefined) return [at(broken.offset, [], plainWords(broken.message))];
  const tooDeep = findTooDeep(tokens);
  if (tooDeep !== undefined) return [at(tooDeep, [], `nested deeper than ${deepest}`)];
  // One key twice is found later, in one pass: the library compares every key with every other.
  const composer = new Composer({ uniqueKeys: false, resolveKnownTags: false, prettyErrors: false });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (document === undefined) return [at(0, [], "cannot be read as YAML")];
  const errors = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    // One mistake often makes several errors at its place; the first says most.
    const places = new Set<number>();
    const first = errors.filter(({ pos: [offset] }) => !places.has(offset) && places.add(offset));
    return first.slice(0, mostErrors).map((error) => {
      const { message, suggestion } = explainYamlError(error);
      return at(error.pos[0], [], message, suggestion);
    });
  }
  if (second !== undefined) return [at(second.range[0], [], "a second document begins here; a file holds one")];
  return document as Document.Parsed;
}

/** Undefined: too many. What comes after the first error only costs time. */
function tokensOf(text: string): readonly CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes++;
    if (lexemes > mostLexemes) return undefined;
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === "error") return tokens;
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function sourceOf(file: string, text: string, document: Document.Parsed, at: At): Parsed {
  const { value, aliases, faults } = toPlain(document.contents);
  if (faults.length > 0) return { problems: faults.map(({ offset, path, message }) => at(offset, path, message)) };
  const problem: Source["problem"] = (path, message, options = {}) =>
    at(offsetOf(document.contents, path, aliases, options, text), path, message, options.suggestion);
  return { source: { file, text, value, problem }, problems: [] };
}
