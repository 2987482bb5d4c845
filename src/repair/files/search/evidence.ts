/** What speaks for a candidate before any parser is asked, and among those that a parser takes. Higher is better; the unit is that of a natural logarithm. */

import type { BrokenFile, Candidate } from "#repair/fixers";
import { lex } from "#repair/languages";
import { applyEdits } from "./apply.ts";
import type { Habits } from "./habits.ts";
import { type Layout, LayoutJudge } from "./layout.ts";

const WEIGHTS = {
  /** One line that brackets and indentation no longer explain. */
  oddLine: 2.5,
  /** One bracket left without a partner; with it no parser will agree, so it only orders the attempts. */
  unmatched: 6,
  habit: 1,
  /** A token more costs likelihood by itself; this gives it back. */
  perToken: 1.6,
  perLine: 0.12,
  farAtMost: 3,
  perColumn: 0.015,
  columnsAtMost: 60,
  /** A string does not end, and this does not end it. */
  leavesUnclosed: 15,
  /** A line of code that is inside of a string afterwards. */
  swallowedLine: 1,
  swallowedAtMost: 12,
  /** The line is then word for word one of a former version. */
  seenBefore: 8,
};
const WINDOW_LINES = 2;

export class Evidence {
  readonly #file: BrokenFile;
  readonly #habits: Habits;
  readonly #layout: LayoutJudge;
  readonly #plain: Layout;
  /** Nothing in the file could make a bracket look like none, or the other way round. */
  readonly #bracketsTell: boolean;
  readonly #spansLines: boolean;
  readonly #unclosed: number;
  readonly #faultLines: readonly number[];
  readonly #formerLines: ReadonlySet<string>;

  constructor(file: BrokenFile, habits: Habits) {
    this.#file = file;
    this.#habits = habits;
    this.#layout = new LayoutJudge(file);
    this.#plain = this.#layout.judge();
    this.#bracketsTell = file.shape.bracketsPair && !file.tokens.some(({ unclosed }) => unclosed);
    this.#spansLines =
      file.shape.strings.some(({ open, multiLine }) => multiLine && open.length === 1) || file.shape.templates;
    this.#unclosed = file.tokens.some(({ unclosed }) => unclosed) ? -WEIGHTS.leavesUnclosed : 0;
    this.#faultLines = file.faultOffsets.map((offset) => file.lines.lineOf(offset));
    this.#formerLines = new Set(file.history.flatMap((text) => text.split("\n")));
  }

  /** Undefined: no parser can take it. */
  weigh(candidate: Candidate): number | undefined {
    const layout = this.#weighLayout(candidate);
    if (layout === undefined) return undefined;
    return (
      (candidate.evidence ?? 0) +
      layout +
      this.#weighHabits(candidate) -
      this.#distance(candidate) -
      this.#swallowed(candidate) +
      this.#weighHistory(candidate)
    );
  }

  #weighLayout({ token, edits }: Candidate): number | undefined {
    if (token === undefined) return 0;
    const [edit] = edits;
    const line = this.#file.lines.lineOf(edit?.at ?? 0);
    const ownLine = /\n([ \t]*)\S*$/.exec(edit?.insert ?? "")?.[1];
    const indent =
      ownLine === undefined ? this.#indentAt(edit?.at ?? 0, line) : ownLine.replaceAll("\t", "    ").length;
    const { unmatched, oddLines } = this.#layout.judge({
      ...token,
      line: ownLine === undefined ? line : line + 0.5,
      indent,
    });
    if (unmatched > 0 && this.#bracketsTell) return undefined;
    return (
      this.#unclosed +
      (this.#plain.oddLines - oddLines) * WEIGHTS.oddLine +
      (this.#plain.unmatched - unmatched) * WEIGHTS.unmatched
    );
  }

  /** Of a line of blanks alone, the column at which the sign comes to stand. */
  #indentAt(at: number, line: number): number {
    const { indents, starts } = this.#file.lines;
    return indents[line] ?? this.#file.text.slice(starts[line], at).replaceAll("\t", "    ").length;
  }

  #weighHabits({ edits }: Candidate): number {
    const [first, last] = [edits[0], edits.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const { lines, text } = this.#file;
    const from = Math.max(0, lines.lineOf(first.at) - WINDOW_LINES);
    const to = Math.min(lines.starts.length, lines.lineOf(last.at + last.remove) + WINDOW_LINES + 1);
    if (to - from > 60) return 0;
    const [start, end] = [lines.starts[from] ?? 0, lines.starts[to] ?? text.length];
    const piece = text.slice(start, end);
    const changed = applyEdits(
      piece,
      edits.map((edit) => ({ ...edit, at: edit.at - start })),
    );
    const grown = edits.reduce(
      (sum, { insert, remove }) => sum + Math.sign(insert.trim().length) - Math.sign(remove),
      0,
    );
    return this.#habits.gain(piece, changed) * WEIGHTS.habit + grown * WEIGHTS.perToken;
  }

  #distance({ edits }: Candidate): number {
    const line = this.#file.lines.lineOf(edits[0]?.at ?? 0);
    const nearest = Math.min(...this.#faultLines.map((fault) => Math.abs(fault - line)));
    if (!Number.isFinite(nearest)) return 0;
    const at = edits[0]?.at ?? 0;
    const columns = Math.min(WEIGHTS.columnsAtMost, ...this.#file.faultOffsets.map((offset) => Math.abs(offset - at)));
    return Math.min(WEIGHTS.farAtMost, nearest * WEIGHTS.perLine) + columns * WEIGHTS.perColumn;
  }

  /** Where strings span lines, a quote at the wrong place turns code into text down to the next one. */
  #swallowed({ token, edits }: Candidate): number {
    if (token !== undefined || this.#spansLines === false || edits.length !== 1) return 0;
    const { shape, text } = this.#file;
    const strings = lex(applyEdits(text, edits), shape).filter(({ kind }) => kind === "string");
    const lines = strings.reduce((sum, string) => sum + string.text.split("\n").length - 1, 0);
    return Math.min(WEIGHTS.swallowedAtMost, lines) * WEIGHTS.swallowedLine;
  }

  #weighHistory({ edits }: Candidate): number {
    const [edit] = edits;
    if (this.#formerLines.size === 0 || edit === undefined || edits.length > 2) return 0;
    const { lines, text } = this.#file;
    const line = lines.lineOf(edit.at);
    const start = lines.starts[line] ?? 0;
    const end = lines.starts[line + 1] ?? text.length;
    const inside = edits
      .filter(({ at, remove }) => at >= start && at + remove <= end)
      .map((one) => ({ ...one, at: one.at - start }));
    const result = applyEdits(text.slice(start, end), inside).replace(/\n$/, "");
    return result.split("\n").every((one) => one.trim() !== "" && this.#formerLines.has(one)) ? WEIGHTS.seenBefore : 0;
  }
}
