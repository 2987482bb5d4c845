/** A fenced Markdown template → what an output has to have, in this order. */
import {
  type Label,
  type Line,
  nameKey,
  plainLines,
  scan,
  type TextTable,
  tableAt,
  templateCellsOf,
} from "../text/index.ts";
import type { Column, FieldType, Place, Template, TemplatePart } from "./contract.ts";
import { excerpt } from "./fields.ts";
import { isLiteral, isOptionalText, onlyType, shapeOf, withoutOptional } from "./placeholder.ts";
import type { Remarks } from "./remarks.ts";

/** Text and where its first line begins, in the contract. */
export interface Fenced {
  readonly text: string;
  readonly place: Place;
}

export function readTemplate({ text, place }: Fenced, isAdvisory: boolean, remarks: Remarks): Template {
  const reader = new TemplateReader(plainLines(text), place, isAdvisory, remarks);
  return { parts: reader.read(), isAdvisory, place };
}

class TemplateReader {
  readonly #raw: readonly string[];
  readonly #lines: readonly Line[];
  readonly #place: Place;
  readonly #isAdvisory: boolean;
  readonly #remarks: Remarks;
  readonly #parts: TemplatePart[] = [];
  #offset: number;
  /** The heading or label that a table, a list or a text belongs to. */
  #owner = "";
  #isOwnerRequired = true;

  constructor(raw: readonly string[], place: Place, isAdvisory: boolean, remarks: Remarks) {
    this.#raw = raw;
    this.#lines = scan(raw).lines;
    this.#place = place;
    this.#offset = place.start;
    this.#isAdvisory = isAdvisory;
    this.#remarks = remarks;
  }

  read(): TemplatePart[] {
    for (let index = 0; index < this.#lines.length; ) {
      const table = tableAt(this.#lines, index, templateCellsOf);
      const to = table?.end ?? index + 1;
      const place = this.#placeOf(index, to);
      if (table !== null) this.#addTable(table, place);
      else this.#addLine(index, place);
      for (; index < to; index++) this.#offset += (this.#raw[index]?.length ?? 0) + 1;
    }
    return this.#parts;
  }

  #addLine(index: number, place: Place): void {
    const line = this.#lines[index];
    if (line === undefined || ["blank", "rule", "fence", "code"].includes(line.kind)) return;
    const raw = this.#raw[index] ?? "";
    const isRequired = !isOptionalText(raw);
    if (line.kind === "heading") this.#addHeading(line, isRequired, place);
    else if (line.labels.length > 0 && this.#isLabelled(line)) {
      for (const label of line.labels) this.#addField(label, isRequired, place);
    } else if (line.item !== null) this.#addList(line.item, isRequired, place);
    else this.#addText(line, place);
  }

  /** `{name}: {text}` has its label from the output; that is an item, not a field. */
  #isLabelled(line: Line): boolean {
    return line.labels.every(({ name }) => !name.includes("{"));
  }

  #addHeading(line: Line, isRequired: boolean, place: Place): void {
    const text = withoutOptional(line.content);
    const shape = shapeOf(text);
    const literal = typeof shape[0] === "string" ? shape[0] : "";
    const name = literal.replace(/[\s:—–(-]+$/, "").trim() || text;
    this.#owner = name;
    this.#isOwnerRequired = isRequired;
    this.#parts.push({ kind: "heading", level: line.level, name, text: shape, body: null, isRequired, place });
  }

  #addField(label: Label, isRequired: boolean, place: Place): void {
    const value = withoutOptional(label.value);
    const shape = shapeOf(value);
    const isChoice = isLiteral(shape) && /\S\s+\|\s+\S/.test(value);
    const type: FieldType = onlyType(isChoice ? shapeOf(`{${value}}`) : shape) ?? { kind: "string" };
    const name = withoutOptional(label.name);
    this.#owner = name;
    this.#isOwnerRequired = isRequired;
    const field = {
      name,
      type,
      isRequired,
      condition: isRequired ? null : "optional",
      isAdvisory: this.#isAdvisory,
      place,
      written: "template" as const,
    };
    // A value without placeholders is an example: that something stands there is all that can be held.
    const text = isChoice || isLiteral(shape) || onlyType(shape) !== null ? [] : shape;
    this.#parts.push({ kind: "field", field, text, place });
  }

  #addTable(table: TextTable, place: Place): void {
    const example = table.rows[0] ?? [];
    const columns = table.columns.flatMap((heading, index): Column[] => {
      const name = withoutOptional(heading);
      if (nameKey(name) === "") return [];
      const type = onlyType(shapeOf(example[index] ?? ""));
      return [{ name, isRequired: !isOptionalText(heading), type: type?.kind === "string" ? null : type }];
    });
    const isRequired = this.#isOwnerRequired;
    const name = this.#owner === "" ? "table" : /\btable$/i.test(this.#owner) ? this.#owner : `${this.#owner} table`;
    this.#parts.push({ kind: "table", name, columns, isRequired: isRequired && columns.length > 0, place });
  }

  #addList(item: number, isRequired: boolean, place: Place): void {
    const before = this.#parts.at(-1);
    const isNumbered = item > 0;
    if (before?.kind === "list" && before.isNumbered === isNumbered) return;
    if (before?.kind === "field" && before.text.length === 0 && before.field.type.kind === "string") {
      this.#parts[this.#parts.length - 1] = { ...before, field: { ...before.field, type: { kind: "list", of: null } } };
      if (!isNumbered) return;
    }
    const name = this.#owner === "" ? "list" : this.#owner;
    this.#parts.push({ kind: "list", name, isNumbered, isRequired: isRequired && this.#isOwnerRequired, place });
  }

  /** What stands below a heading in the template has to stand there in the output. */
  #addText(line: Line, place: Place): void {
    const shape = shapeOf(line.content);
    if (/^(?:\.\.\.|…|\[\.\.\.\])$/.test(line.content) || line.content.startsWith("<!--")) return;
    const owner = this.#parts.at(-1);
    if (owner?.kind === "heading" && owner.body === null && !isLiteral(shape)) {
      const isOptional = isOptionalText(line.content);
      if (!isOptional) this.#parts[this.#parts.length - 1] = { ...owner, body: onlyType(shape) ?? { kind: "string" } };
    } else if ((owner?.kind !== "heading" && owner?.kind !== "field") || isLiteral(shape)) {
      this.#remarks.add(
        place.line,
        "not_enforced",
        `${excerpt(line.content)} of the template: any text may stand there`,
      );
    }
  }

  #placeOf(from: number, to: number): Place {
    const end = this.#raw.slice(from, to).reduce((sum, text) => sum + text.length + 1, this.#offset) - 1;
    return { line: this.#place.line + from, endLine: this.#place.line + to - 1, start: this.#offset, end };
  }
}
