/**
 * Whether a candidate leaves the rest of the file what it was, by a second parser: a tolerant one, which sees what is what also in a file
 * that is broken. What the language's own parser takes may still have swallowed half of a page into a string, or have made an
 * argument of the statement before.
 */
import type { BrokenFile, Candidate, Edit } from "#repair/fixers";
import type { Outline, OutlineOf, SyntaxNode } from "#repair/languages";
import { movesQuotes } from "./survival.ts";

const TEXT_AT_MOST = 4_000;
const NEAR_SIGNS = 80;
/** No pieces of code: the text within quotes, and lists that are as long as whatever happens to follow. */
const NO_PIECES = new Set(["string_content", "string_fragment", "statement_list"]);

export class StructureJudge {
  readonly #text: string;
  readonly #lines: BrokenFile["lines"];
  readonly #outlineOf: OutlineOf;
  readonly #before: Outline;
  /** What comes after it may be read wrongly. */
  readonly #firstFault: number;

  constructor(file: BrokenFile, outlineOf: OutlineOf, before: Outline) {
    this.#text = file.text;
    this.#lines = file.lines;
    this.#outlineOf = outlineOf;
    this.#before = before;
    this.#firstFault = Math.min(file.text.length, ...before.filter(({ isFault }) => isFault).map(({ start }) => start));
  }

  keeps({ edits, isNamed }: Candidate, after: string): boolean {
    const outline = this.#outlineOf(after);
    if (outline === undefined || this.#hasNewFault(edits, outline)) return false;
    // Where the parser names what is missing, and where a line is set deeper, the piece before is meant to grow.
    return isNamed === true || this.#onlyMovesBlanks(edits) || this.#keepsPieces(edits, outline, after);
  }

  #onlyMovesBlanks(edits: readonly Edit[]): boolean {
    return edits.every(
      ({ at, remove, insert }) => insert.trim() === "" && this.#text.slice(at, at + remove).trim() === "",
    );
  }

  /** A fault that the tolerant parser did not see before the repair, or not there. */
  #hasNewFault(edits: readonly Edit[], outline: Outline): boolean {
    const moved = (offset: number): number =>
      edits.reduce(
        (sum, { at, remove, insert }) => (at + remove <= offset ? sum + insert.length - remove : sum),
        offset,
      );
    const known = this.#before
      .filter(({ isFault }) => isFault)
      .map(({ start, end }) => ({ start: moved(start), end: moved(end) }));
    const [from, to] = [edits[0]?.at ?? 0, moved(edits.at(-1)?.at ?? 0) + (edits.at(-1)?.insert.length ?? 0)];
    const isKnown = ({ start, end }: SyntaxNode): boolean =>
      known.some((fault) => fault.start === start && fault.end === end) ||
      // Where a large stretch was not understood, a part of it may be the grammar's own weakness; at the edit it is not.
      (known.some((fault) => fault.start <= start && fault.end >= end) &&
        (end < from - NEAR_SIGNS || start > to + NEAR_SIGNS));
    return outline.some((node) => node.isFault && !isKnown(node));
  }

  /** What was a piece of code before the first fault, away from the edit, is one afterwards: a call, a statement, a declaration. */
  #keepsPieces(edits: readonly Edit[], outline: Outline, after: string): boolean {
    const [first, last] = [edits[0], edits.at(-1)];
    if (first === undefined || last === undefined) return true;
    const [from, to] = [first.at, last.at + last.remove];
    const [fromLine, toLine] = [this.#lines.lineOf(from), this.#lines.lineOf(to)];
    const isApart = (start: number, end: number): boolean => {
      if (Math.max(start, from) < Math.min(end, to) || (start < from && end > from)) return false;
      const [startLine, endLine] = [this.#lines.lineOf(start), this.#lines.lineOf(end)];
      // On the line of the edit itself much may change; what only begins or ends there is apart from it.
      return endLine < fromLine || startLine > toLine || startLine < endLine;
    };
    // Behind a quote that is lost, text looks like code and code like text.
    const limit = movesQuotes(this.#text, edits)
      ? Math.min(this.#firstFault, this.#lines.starts[fromLine] ?? from)
      : this.#firstFault;
    // What is read as one with the place of the edit, from its line on, may be two things in truth.
    const grown = this.#before.findLast(
      ({ start, end, isWhole }) => isWhole && start < from && end > to && this.#lines.lineOf(start) === fromLine,
    );
    const pieces = new Set(
      outline.filter(({ start, end }) => end - start <= TEXT_AT_MOST).map(({ start, end }) => after.slice(start, end)),
    );
    return this.#before.every(
      ({ kind, start, end, isWhole }) =>
        !isWhole ||
        end > limit ||
        (grown !== undefined && start >= grown.start && end <= grown.end) ||
        end - start > TEXT_AT_MOST ||
        NO_PIECES.has(kind) ||
        !isApart(start, end) ||
        pieces.has(this.#text.slice(start, end)),
    );
  }
}
