/**
 * How well brackets and lines agree: what people indent by is what they believed to be open. A bracket that was lost or added shows as a
 * step in the indentation that the brackets no longer explain.
 */

import type { BrokenFile, TokenEdit } from "#repair/fixers";
import { lex, type Shape } from "#repair/languages";

export interface Layout {
  /** Brackets without a partner, or with a wrong one. */
  readonly unmatched: number;
  /** Lines that stand where no line should, by the brackets around them. */
  readonly oddLines: number;
}

interface Place {
  readonly text: string;
  readonly kind: string;
  readonly line: number;
  readonly indent: number;
  readonly isFirst: boolean;
}

interface Open {
  readonly text: string;
  readonly line: number;
  readonly indent: number;
  /** Something follows it on its line, so that what comes on the next lines may be aligned with that. */
  hangs: boolean;
}

const PARTNER: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

export class LayoutJudge {
  readonly #places: readonly Place[];

  constructor(file: BrokenFile) {
    let last = -1;
    this.#places = file.tokens
      .filter(({ kind }) => kind !== "line" && kind !== "comment")
      .map(({ kind, text, start }) => {
        const line = file.lines.lineOf(start);
        const isFirst = line !== last;
        last = line;
        return {
          kind,
          text: kind === "open" ? (text.at(-1) ?? text) : text,
          line,
          indent: file.lines.indents[line] ?? 0,
          isFirst,
        };
      });
  }

  /** With an edit; its index counts tokens without line ends and comments. `indent`: of the line on which the new sign stands. */
  judge(edit?: TokenEdit & { readonly line: number; readonly indent: number }): Layout {
    const walk = new Walk();
    const places = this.#places;
    const index = edit?.index ?? places.length;
    for (let at = 0; at < index; at++) walk.take(places[at] as Place);
    if (edit === undefined) return walk.end();
    if (edit.insert !== "") {
      const kind = "([{".includes(edit.insert) ? "open" : ")]}".includes(edit.insert) ? "close" : "mark";
      walk.take({ kind, text: edit.insert, line: edit.line, indent: edit.indent, isFirst: edit.beginsLine });
    }
    for (let at = index + edit.remove; at < places.length; at++) {
      const place = places[at] as Place;
      const isNext = at === index + edit.remove;
      // What stood behind the first sign of its line is now first itself, or no longer.
      const wasFirst = edit.remove > 0 && (places[index] as Place).isFirst;
      const isFirst = isNext
        ? (place.isFirst && !(edit.beginsLine && edit.line === place.line)) || wasFirst
        : place.isFirst;
      walk.take(isFirst === place.isFirst ? place : { ...place, isFirst });
    }
    return walk.end();
  }
}

class Walk {
  readonly #open: Open[] = [];
  #unmatched = 0;
  #odd = 0;
  #lineBefore = { line: -1, indent: 0 };

  take(place: Place): void {
    const inner = this.#open.at(-1);
    if (place.isFirst) {
      if (place.kind !== "close") this.#judgeLine(place, inner);
      this.#lineBefore = place;
    }
    if (inner !== undefined && inner.line === place.line && place.kind !== "close") inner.hangs = true;
    if (place.kind === "open")
      this.#open.push({ text: place.text, line: place.line, indent: place.indent, hangs: false });
    else if (place.kind === "close") this.#close(place);
  }

  #judgeLine(place: Place, inner: Open | undefined): void {
    // Deeper than the line before it, and nothing was opened there.
    const isDeeper = place.indent > this.#lineBefore.indent && this.#lineBefore.line >= 0;
    if (isDeeper && (inner === undefined || inner.line < this.#lineBefore.line)) this.#odd += 0.6;
    if (inner !== undefined && inner.line < place.line && place.indent <= inner.indent) this.#odd++;
  }

  #close(place: Place): void {
    const wanted = PARTNER[place.text];
    const at = this.#open.findLastIndex(({ text }) => text === wanted);
    if (at < 0) {
      this.#unmatched++;
      return;
    }
    this.#unmatched += this.#open.length - 1 - at;
    const open = this.#open[at] as Open;
    this.#open.length = at;
    if (open.line === place.line) return;
    if (place.isFirst && place.indent !== open.indent) this.#odd += open.hangs ? 0.5 : 1;
    // `f(` at the end of its line is closed at the beginning of one.
    if (!place.isFirst && !open.hangs) this.#odd += 0.75;
  }

  end(): Layout {
    return { unmatched: this.#unmatched + this.#open.length, oddLines: this.#odd };
  }
}

/** Whether every string ends and every bracket has its partner. */
export function pairsOff(text: string, shape: Shape): boolean {
  const open: string[] = [];
  for (const { kind, text: sign, unclosed } of lex(text, shape)) {
    if (unclosed) return false;
    if (kind === "open") open.push(sign.at(-1) ?? "");
    if (kind === "close" && open.pop() !== PARTNER[sign]) return false;
  }
  return open.length === 0;
}
