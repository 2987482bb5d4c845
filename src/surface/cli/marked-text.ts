/** A text with its differences marked, as a terminal shows it: what is the matter stands below the line, under a row of signs. */
import type { MarkedLine, MarkedText } from "#core/model";
import { clean, type Terminal } from "./terminal.ts";

/** `head`: what stands before a line, always of one width. */
export function printMarked(terminal: Terminal, { lines, cut }: MarkedText, head: (line: MarkedLine) => string): void {
  let last = 0;
  for (const line of lines) {
    if (last > 0 && line.line > last + 1) terminal.line(terminal.paint("dim", "  …"));
    last = line.line;
    const start = `${head(line)}${line.cutBefore > 0 ? "… " : ""}`;
    const end = line.cutAfter > 0 ? " …" : "";
    terminal.line(terminal.paint(line.marks.length > 0 ? "red" : "dim", `${start}${clean(line.text)}${end}`));
    for (const { from, to, words } of line.marks) {
      const before = " ".repeat(start.length + clean(line.text.slice(0, from)).length);
      const under = "^".repeat(Math.max(1, clean(line.text.slice(from, to)).length));
      terminal.line(terminal.paint("yellow", `${before}${under} ${clean(words)}`));
    }
  }
  if (cut !== null) terminal.line(terminal.paint("dim", `  (${clean(cut)})`));
}
