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
}

const PARTNER: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };

export function balanceOf(file: BrokenFile, code: readonly Token[]): Balance {
  const surplus = new Map<string, number>();
  const open: OpenBracket[] = [];
  const openBefore: (OpenBracket | undefined)[] = [];
  const suspects: number[] = [];
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
  return { isEven, isMixed: !isEven && off.length !== 1, surplus, openBefore, suspects };
}
