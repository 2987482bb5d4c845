/** Compact tables: columns as wide as they must be, two spaces between, the last one cut where the terminal ends. */
import { clean, type Style, type Terminal } from "./terminal.ts";

/** Text from outside, which is escaped here; or with the style it is shown in. */
export type Cell = string | { readonly text: string; readonly style: Style | undefined };

export function printTable(terminal: Terminal, heads: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const texts = rows.map((row) => row.map((cell) => clean(typeof cell === "string" ? cell : cell.text)));
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...texts.map((row) => [...(row[column] ?? "")].length)),
  );
  const layOut = (cells: readonly string[], styleOf: (column: number) => Style | undefined): string => {
    let used = 0;
    const parts = cells.map((cell, column) => {
      const isLast = column === cells.length - 1;
      const text = isLast ? cut(cell, terminal.width - used) : cell;
      used += (widths[column] ?? 0) + 2;
      const style = styleOf(column);
      const padding = isLast ? "" : " ".repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length));
      return (style === undefined ? text : terminal.paint(style, text)) + padding;
    });
    return parts.join("  ").trimEnd();
  };
  terminal.line(layOut(heads, () => "dim"));
  texts.forEach((row, index) => {
    terminal.line(
      layOut(row, (column) => {
        const cell = rows[index]?.[column];
        return typeof cell === "object" ? cell.style : undefined;
      }),
    );
  });
}

function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= Math.max(width, 10) ? text : `${characters.slice(0, Math.max(width, 10) - 1).join("")}…`;
}
