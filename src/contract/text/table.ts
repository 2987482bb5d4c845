/** Tables in outputs: a row of names, a row of dashes, rows of cells. */
import { type Line, unemphasised } from "./line.ts";
import { nameKey } from "./names.ts";

export interface TextTable {
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Index of the line with the names; the rows begin two below. */
  readonly at: number;
  /** Index of the line behind the last row. */
  readonly end: number;
}

/** The table whose row of names is at this index. */
export function tableAt(lines: readonly Line[], at: number, split = cellsOf): TextTable | null {
  const head = lines[at];
  const below = lines[at + 1];
  if (!isRow(head) || !isRow(below) || !isDelimiter(below.content)) return null;
  const columns = cellsOf(head.content);
  const rows: string[][] = [];
  let end = at + 2;
  for (let line = lines[end]; isRow(line); line = lines[++end]) rows.push(split(line.content));
  return { columns, keys: columns.map(nameKey), rows, at, end };
}

/** The outer bars may be left out. */
function isRow(line: Line | undefined): line is Line {
  return line?.kind === "row" || (line?.kind === "text" && line.item === null && line.content.includes("|"));
}

function isDelimiter(content: string): boolean {
  return content.length < 2_000 && !/[^\s|:-]/.test(content) && content.includes("-") && delimiterShape(content);
}

function delimiterShape(content: string): boolean {
  return cellsOf(content).every((cell) => /^:?-+:?$/.test(cell));
}

/** In a template the bars of `{a | b}` part choices, not cells. */
export function templateCellsOf(row: string): string[] {
  return cellsOf(row.replace(/\{[^{}\n]{0,300}\}/g, (choice) => choice.replace(/\\?\|/g, "\\|")));
}

export function cellsOf(row: string): string[] {
  const cells: string[] = [];
  let cell = "";
  for (let index = row.startsWith("|") ? 1 : 0; index < row.length; index++) {
    const character = row[index];
    if (character === "\\" && row[index + 1] === "|") {
      cell += "|";
      index++;
    } else if (character === "|") {
      cells.push(unemphasised(cell));
      cell = "";
    } else cell += character;
  }
  if (cell.trim() !== "") cells.push(unemphasised(cell));
  return cells;
}
