/** Lists, tables and sentences of fields. */
import type { List, ListItem, Table } from "mdast";
import { nameKey } from "../text/index.ts";
import type { Field, Place } from "./contract.ts";
import { readTypeText, type TypeText, unquoted } from "./field-type.ts";
import { type Block, itemWords, placeOf, type Source, wordsOf } from "./markdown.ts";
import type { Remarks } from "./remarks.ts";
import { narrowed, valuesIn } from "./values.ts";

/** What the label above the fields says of all of them. */
export interface FieldDefaults {
  readonly isRequired: boolean;
  readonly isAdvisory: boolean;
}

export function readFields(
  source: Source,
  blocks: readonly Block[],
  inline: { readonly text: string; readonly place: Place } | null,
  defaults: FieldDefaults,
  remarks: Remarks,
): Field[] {
  const fields: Field[] = [];
  if (inline !== null && inline.text.trim() !== "") {
    for (const part of splitOutside(inline.text)) {
      const field = fieldOf(part, inline.place, "inline", defaults, remarks);
      if (field !== null) fields.push(field);
    }
  }
  for (const block of blocks) {
    if (block.type === "list") fields.push(...fromList(source, block, defaults, remarks));
    else if (block.type === "table") fields.push(...fromTable(block, defaults, remarks));
    else if (block.type === "paragraph" && inline === null)
      remarks.add(placeOf(block).line, "not_understood", `among the fields: ${excerpt(wordsOf(block))}`);
  }
  return unique(fields, remarks);
}

function fromList(source: Source, list: List, defaults: FieldDefaults, remarks: Remarks): Field[] {
  return list.children.flatMap((item) => {
    const words = itemWords(item);
    const field = fieldOf(words, placeOfItem(source, item), "item", defaults, remarks);
    const nested = item.children.find((child): child is List => child.type === "list");
    if (field === null || nested === undefined) return field === null ? [] : [field];
    return [withNested(field, nested, remarks)];
  });
}

/** What is listed below a field: the values of an enum, the columns of a table. */
function withNested(field: Field, nested: List, remarks: Remarks): Field {
  const names = nested.children.map((item) => unquoted(itemWords(item).split(/\s[—–-]\s|:\s|\s\(/)[0] ?? ""));
  if (field.type.kind === "table" && field.type.columns.length === 0)
    return {
      ...field,
      type: { kind: "table", columns: names.map((name) => ({ name, isRequired: true, type: null })) },
    };
  if (field.type.kind === "enum" && field.type.values.length === 0)
    return { ...field, type: { kind: "enum", values: names } };
  remarks.add(placeOf(nested).line, "not_understood", `the list below "${field.name}": nothing is held to it`);
  return field;
}

/** Without the lists below it: the place at which something like it can be added behind it. */
function placeOfItem(source: Source, item: ListItem): Place {
  const place = placeOf(item);
  const end = source.text.slice(place.start, place.end).trimEnd().length + place.start;
  return { ...place, end };
}

const nameColumns = new Set(["field", "name", "fieldname", "label", "property", "key"]);

function fromTable(table: Table, defaults: FieldDefaults, remarks: Remarks): Field[] {
  const [head, ...rows] = table.children;
  const keys = head?.children.map((cell) => nameKey(wordsOf(cell))) ?? [];
  const column = (...names: string[]) => keys.findIndex((key) => names.includes(key));
  const nameAt = keys.findIndex((key) => nameColumns.has(key));
  if (nameAt < 0) {
    remarks.add(placeOf(table).line, "not_understood", 'a table of fields needs a column "Field" or "Name"');
    return [];
  }
  const typeAt = column("type", "format", "datatype", "kind");
  const requiredAt = column("required", "mandatory", "optional", "presence");
  const valuesAt = column("values", "allowedvalues", "range", "constraints", "allowed");
  return rows.flatMap((row) => {
    const cell = (index: number) => {
      const node = index < 0 ? undefined : row.children[index];
      // Within a table a `|` is written `\|`, and stays so in the source.
      return node === undefined ? "" : wordsOf(node).replaceAll("\\|", "|").trim();
    };
    const required = requiredOf(cell(requiredAt), keys[requiredAt] === "optional");
    const typed = [cell(typeAt), cell(valuesAt), required].filter((part) => part !== "").join(", ");
    const field = fieldOf(`${cell(nameAt)} (${typed})`, placeOf(row), "row", defaults, remarks);
    return field === null ? [] : [field];
  });
}

function requiredOf(cell: string, isReversed: boolean): string {
  const isYes = /^(?:yes|y|true|✓|✔|✅|x|required|always|mandatory|must)$/i.test(cell);
  const isNo = /^(?:no|n|false|✗|✘|❌|-|–|—|optional|never)$/i.test(cell);
  if (isYes) return isReversed ? "optional" : "required";
  if (isNo) return isReversed ? "required" : "optional";
  return cell;
}

/** `Name (type): what it is`, `Name: type, what it is`, `Name`. */
export function fieldOf(
  words: string,
  place: Place,
  written: Field["written"],
  defaults: FieldDefaults,
  remarks: Remarks,
): Field | null {
  const { name, typeText, rest, isColon } = partsOf(words);
  if (nameKey(name) === "" || name.length > 80) {
    remarks.add(place.line, "not_understood", `no field can be made of: ${excerpt(words)}`);
    return null;
  }
  let read = readTypeText(typeText);
  let said = rest;
  if (isColon && typeText === "") {
    const [first = "", ...others] = rest.split(/(?<=[a-z)])[.;](?:\s|$)|\s[—–]\s/);
    const tried = readTypeText(first);
    if (tried.isTyped && tried.unknown.length === 0) [read, said] = [tried, others.join(" ")];
  }
  for (const part of read.unknown)
    remarks.add(
      place.line,
      "not_understood",
      `"${part}" of the field "${name}"${read.isTyped ? "" : "; any text is taken for it"}`,
    );
  const values = said === "" ? null : valuesIn(said.replace(/^[\s:,—–-]+/, ""));
  const type = values === null ? read.type : narrowed(read.type, values);
  return { name, type, ...standing(read, said, defaults), place, written };
}

function standing(read: TypeText, said: string, defaults: FieldDefaults) {
  const words = said.replace(/^[\s*_([—–:,.-]+/, "");
  const optional =
    /^(?:optional\b|if (?:any|applicable|known|present|there)\b|if\b[^.]{0,80}$|when applicable\b)[^.)]*/i.exec(
      words,
    )?.[0];
  return {
    isRequired: defaults.isRequired && read.isRequired && optional === undefined,
    condition: read.condition ?? optional?.trim() ?? (defaults.isRequired ? null : "optional"),
    isAdvisory: defaults.isAdvisory || read.isAdvisory || /\bnot (?:strictly )?enforced\b/i.test(said),
  };
}

function partsOf(words: string): { name: string; typeText: string; rest: string; isColon: boolean } {
  const text = words.trim();
  const open = text.indexOf("(");
  const colon = text.search(/:\s|\s[—–]\s|:$/);
  if (open > 0 && (colon < 0 || open < colon)) {
    const close = closing(text, open);
    return {
      name: unquoted(text.slice(0, open)),
      typeText: text.slice(open + 1, close),
      rest: text.slice(close + 1).trim(),
      isColon: false,
    };
  }
  if (colon < 0) return { name: unquoted(text), typeText: "", rest: "", isColon: false };
  const rest = text.slice(colon).replace(/^\s?[:—–]\s*/, "");
  return { name: unquoted(text.slice(0, colon)), typeText: "", rest, isColon: true };
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    if (text[index] === "(") depth++;
    else if (text[index] === ")" && --depth === 0) return index;
  }
  return text.length;
}

/** At commas and semicolons that stand in no parentheses. */
export function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if ((character === "," || character === ";") && depth <= 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter((part) => part !== "");
}

function unique(fields: readonly Field[], remarks: Remarks): Field[] {
  const seen = new Map<string, Field>();
  for (const field of fields) {
    const key = nameKey(field.name);
    if (seen.has(key)) remarks.add(field.place.line, "assumed", `"${field.name}" stands here twice: the first counts`);
    else seen.set(key, field);
  }
  return [...seen.values()];
}

export function excerpt(words: string): string {
  const line = words.replace(/\s+/g, " ").trim();
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`;
}
