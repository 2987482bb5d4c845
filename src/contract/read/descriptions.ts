/** What a field's description says of its values, and the fields, columns and placeholders with that added. */
import type { List, Table } from "mdast";
import { nameKey } from "../text/index.ts";
import type { Column, Field, FieldType, Place } from "./contract.ts";
import { unquoted } from "./field-type.ts";
import { excerpt } from "./fields.ts";
import { type Block, itemWords, placeOf, wordsOf } from "./markdown.ts";
import type { Remarks } from "./remarks.ts";
import { narrowed, valuesIn } from "./values.ts";

export interface Description {
  readonly name: string;
  /** Null: it is prose. */
  readonly type: FieldType | null;
  readonly isOptional: boolean;
  readonly place: Place;
}

export function readDescriptions(blocks: readonly Block[], remarks: Remarks): Description[] {
  return blocks.flatMap((block) => {
    if (block.type === "list") return fromList(block, remarks);
    if (block.type === "table") return fromTable(block);
    if (block.type === "paragraph") return fromLines(wordsOf(block), placeOf(block), remarks);
    return [];
  });
}

function fromList(list: List, remarks: Remarks): Description[] {
  return list.children.flatMap((item) => {
    const found = fromLines(itemWords(item), placeOf(item), remarks);
    const nested = item.children.find((child): child is List => child.type === "list");
    const [first] = found;
    if (nested === undefined || first === undefined || first.type !== null) return found;
    const values = nested.children.map((child) => itemWords(child));
    const isCode = nested.children.every(({ children: [head] }) => {
      const opening = head?.type === "paragraph" ? head.children[0]?.type : undefined;
      return opening === "inlineCode" || opening === "strong";
    });
    if (!isCode) {
      remarks.add(placeOf(nested).line, "not_understood", `the list below "${first.name}": nothing is held to it`);
      return found;
    }
    return [
      {
        ...first,
        type: { kind: "enum", values: values.map((value) => unquoted(value.split(/\s[—–-]\s|:\s|:$|\s\(/)[0] ?? "")) },
      },
    ];
  });
}

function fromTable(table: Table): Description[] {
  const [, ...rows] = table.children;
  return rows.flatMap((row) => {
    const [name = "", ...cells] = row.children.map((cell) => wordsOf(cell).replaceAll("\\|", "|").trim());
    const type = cells.map(valuesIn).find((found) => found !== null) ?? null;
    return name === "" ? [] : [{ name: unquoted(name), type, isOptional: cells.some(isOptional), place: placeOf(row) }];
  });
}

function fromLines(words: string, place: Place, remarks: Remarks): Description[] {
  return words.split("\n").flatMap((line, index) => {
    const match = /^\s*[-*]?\s*([^:—–(]{1,80}?)\s*(?:\(([^)]*)\)\s*)?(?::|\s[—–-]\s|$)\s*(.*)$/.exec(line);
    const [, name = "", inParentheses = "", rest = ""] = match ?? [];
    if (nameKey(name) === "") {
      remarks.add(place.line, "not_understood", `a description without a name: ${excerpt(line)}`);
      return [];
    }
    const type = valuesIn(inParentheses) ?? valuesIn(rest);
    const at = { ...place, line: place.line + index };
    if (type === null && /\d\s*(?:–|-|to)\s*\d/.test(rest))
      remarks.add(at.line, "assumed", `a range may be meant in ${excerpt(line)}; none is held`);
    return [{ name: unquoted(name), type, isOptional: isOptional(inParentheses) || isOptional(rest), place: at }];
  });
}

function isOptional(text: string): boolean {
  return /^\W*optional\b/i.test(text) || /\(optional\)/i.test(text);
}

export function described(field: Field, by: Description | undefined): Field {
  if (by === undefined) return field;
  return {
    ...field,
    type: by.type === null ? field.type : narrowed(field.type, by.type),
    isRequired: field.isRequired && !by.isOptional,
    condition: field.condition ?? (by.isOptional ? "optional" : null),
  };
}

export function describedColumn(column: Column, by: Description | undefined): Column {
  if (by?.type === undefined || by.type === null) return column;
  return { ...column, type: column.type === null ? by.type : narrowed(column.type, by.type) };
}
