/** A piece of text, indexed for the rules of a format: where each label, heading and table stands, and what belongs to it. */
import { type Label, type Line, nameKey, type TextLines, type TextTable, tableAt } from "../text/index.ts";

export interface PlacedLabel {
  readonly label: Label;
  readonly line: Line;
  /** Index of its line. */
  readonly at: number;
}

export interface PlacedHeading {
  readonly line: Line;
  readonly key: string;
  readonly at: number;
}

export class Document {
  readonly lines: readonly Line[];
  readonly #firstLine: number;
  readonly labels = new Map<string, PlacedLabel[]>();
  readonly headings: PlacedHeading[] = [];
  readonly tables: TextTable[] = [];

  constructor(text: TextLines) {
    this.lines = text.lines;
    this.#firstLine = text.firstLine;
    for (let at = 0; at < this.lines.length; at++) {
      const line = this.lines[at];
      if (line === undefined || line.kind === "blank") continue;
      if (line.kind === "heading") this.headings.push({ line, key: headingKey(line.content), at });
      for (const label of line.labels) this.#addLabel({ label, line, at });
      // The row of dashes tells a table; it is looked for from there, so that rows are not each taken for a head.
      if (line.kind === "row" || (line.kind === "text" && line.content.includes("|"))) at = this.#addTable(at);
    }
  }

  lineNumber(at: number): number {
    return this.#firstLine + at;
  }

  /** Index of the line behind what belongs to a heading: the next heading of its level or a higher one. */
  endOfSection({ line, at }: PlacedHeading): number {
    let end = at + 1;
    for (let next = this.lines[end]; next !== undefined; next = this.lines[++end])
      if (next.kind === "heading" && next.level <= line.level) break;
    return end;
  }

  textOf(from: number, to: number): string {
    return this.lines
      .slice(from, to)
      .filter(({ kind }) => kind !== "fence")
      .map(({ content }) => content)
      .join("\n")
      .trim();
  }

  #addLabel(placed: PlacedLabel): void {
    const known = this.labels.get(placed.label.key);
    if (known === undefined) this.labels.set(placed.label.key, [placed]);
    else known.push(placed);
  }

  #addTable(at: number): number {
    const table = tableAt(this.lines, at);
    if (table === null) return at;
    this.tables.push(table);
    return table.end - 1;
  }
}

/** `2. Findings` and `Findings` are one heading. */
function headingKey(content: string): string {
  return nameKey(content.replace(/^\d{1,3}(?:\.\d{1,3})*[.)]?\s+/, ""));
}
