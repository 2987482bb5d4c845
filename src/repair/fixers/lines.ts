import type { Lines } from "./fixer.ts";

const TAB_COLUMNS = 4;

export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const textOf = (line: number): string =>
    text.slice(starts[line] ?? text.length, starts[line + 1] ?? text.length).replace(/\r?\n$/, "");
  return {
    starts,
    indents: starts.map((_, line) => indentOf(textOf(line))),
    textOf,
    lineOf: (offset) => {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
  };
}

function indentOf(line: string): number | undefined {
  let columns = 0;
  for (const character of line) {
    if (character === "\t") columns += TAB_COLUMNS;
    else if (character === " ") columns++;
    else return columns;
  }
  return undefined;
}
