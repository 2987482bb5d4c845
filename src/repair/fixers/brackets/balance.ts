import type { Token } from "#repair/languages";
import type { BrokenFile } from "../fixer.ts";

export interface OpenBracket {
  readonly text: string;
  readonly index: number;
  readonly line: number;
}

export interface Balance {
  readonly isEven: boolean;
  /** More than one kind is off, or a bracket meets one of another kind. */
  readonly isMixed: boolean;
  /** By opening bracket: how many more of them than of their partners. */
  readonly surplus: ReadonlyMap<string, number>;
  /** The innermost bracket that is open before a token. */
  readonly openBefore: readonly (OpenBracket | undefined)[];
  /** Tokens at which something does not fit: unmatched brackets, and the places where they were noticed. */
  readonly suspects: readonly number[];
  /** Brackets that close in the middle of a line what was opened at the end of another. */
  readonly early: readonly number[];
}

const PARTNER: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

export function balanceOf(file: BrokenFile, code: readonly Token[]): Balance {
  const surplus = new Map<string, number>();
  const open: OpenBracket[] = [];
  const openBefore: (OpenBracket | undefined)[] = [];
  const suspects: number[] = [];
  const early: number[] = [];
  let mismatches = 0;
  code.forEach((token, index) => {
    openBefore.push(open.at(-1));
    if (token.kind === "open") {
      const text = token.text.at(-1) ?? "";
      surplus.set(text, (surplus.get(text) ?? 0) + 1);
      open.push({ text, index, line: file.lines.lineOf(token.start) });
    } else if (token.kind === "close") {
      const wanted = PARTNER[token.text] ?? "";
      surplus.set(wanted, (surplus.get(wanted) ?? 0) - 1);
      const at = open.findLastIndex(({ text }) => text === wanted);
      if (at >= 0 && closesEarly(file, code, open[at] as OpenBracket, index)) early.push(index);
      if (at !== open.length - 1 || at < 0) {
        mismatches++;
        suspects.push(index);
      }
      if (at >= 0) for (const left of open.splice(at).slice(1)) suspects.push(left.index);
    }
  });
  openBefore.push(open.at(-1));
  suspects.push(...open.map(({ index }) => index).reverse());
  const isEven = mismatches === 0 && open.length === 0;
  const off = [...surplus.values()].filter((count) => count !== 0);
  return { isEven, isMixed: !isEven && off.length !== 1, surplus, openBefore, suspects, early };
}

function closesEarly({ lines }: BrokenFile, code: readonly Token[], open: OpenBracket, index: number): boolean {
  const lineOf = (at: number): number => lines.lineOf(code[at]?.start ?? 0);
  const line = lineOf(index);
  return open.line < line && lineOf(open.index + 1) > open.line && lineOf(index - 1) === line;
}
