/**
 * A contract that is behind what is sent → its text with the smallest edit that says it.
 *
 * Every way in which a person might write it down is tried in turn, and read again: the first one is taken after which the contract
 * says exactly what it said before and the change besides. Where none does, nothing is changed, and a person is told.
 */
import { type Contract, type Format, readContract } from "../read/index.ts";
import type { ContractChange } from "./change.ts";
import { changesFor, type Evidence } from "./evidence.ts";
import { fieldLines } from "./field-line.ts";
import { type Difference, differenceOf, type LineEdit, splitLines, type TextLines, withEdit } from "./lines.ts";
import { namedIn, tablesIn } from "./named.ts";
import { isOtherwiseEqual, says } from "./outcome.ts";
import { fieldHolders } from "./payload.ts";
import { propertyLines, schemaBoundLines, schemaOptionalLines, schemaValueLines } from "./schema-line.ts";
import { templateLines } from "./template-line.ts";
import { typeOfTexts } from "./types.ts";
import {
  boundLines,
  columnLines,
  eventLines,
  optionalColumnLines,
  optionalLines,
  renameEventLines,
  valueLines,
} from "./word-line.ts";

export type Amendment =
  | ({ readonly kind: "amended"; readonly text: string } & Difference)
  /** The contract says so already. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "human"; readonly why: string };

export function amendContract(text: string, change: ContractChange): Amendment {
  const strange = wordsOf(change).find(
    (words) => words.length > longestWords || /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(words),
  );
  // Names and values come out of outputs, which anybody may have written.
  if (strange !== undefined)
    return { kind: "human", why: `${JSON.stringify(strange.slice(0, 60))} is nothing to write into a contract` };
  const contract = readContract(text);
  const lines = splitLines(text);
  if (says(contract, change, contract)) return { kind: "unchanged" };
  const isRight = (amended: Contract) => says(amended, change, contract) && isOtherwiseEqual(amended, contract, change);
  for (const edit of candidates(lines, contract, change)) {
    const amended = withEdit(lines, edit);
    if (!isRight(readContract(amended))) continue;
    return { kind: "amended", text: amended, ...differenceOf(text, amended) };
  }
  return { kind: "human", why: "no edit of one place says it without changing what the contract says otherwise" };
}

const longestWords = 200;

/** All that could come to stand in the contract as it is. */
function wordsOf(change: ContractChange): readonly string[] {
  switch (change.kind) {
    case "add_field":
    case "widen_range":
    case "make_optional":
      return [change.name];
    case "add_value":
      return [change.name, change.value];
    case "add_columns":
    case "make_columns_optional":
      return change.columns;
    case "rename_event":
      return [change.to];
    case "add_event":
      return [change.name, ...change.producers, ...change.consumers];
    default:
      return change satisfies never;
  }
}

/** The same from what is recorded of one pattern; several changes, such as two new values, one after the other. */
export function amendForViolations(text: string, violations: readonly Evidence[]): Amendment {
  const wanted = changesFor(readContract(text), violations);
  if (wanted.kind === "human") return wanted;
  let amended = text;
  for (const change of wanted.changes) {
    const next = amendContract(amended, change);
    if (next.kind === "human") return next;
    if (next.kind === "amended") amended = next.text;
  }
  return amended === text ? { kind: "unchanged" } : { kind: "amended", text: amended, ...differenceOf(text, amended) };
}

function candidates(lines: TextLines, contract: Contract, change: ContractChange): readonly LineEdit[] {
  if (change.kind === "rename_event") return renameEventLines(lines, contract, change.from, change.to);
  if (change.kind === "add_event") return eventLines(lines, contract, change.name, change.producers, change.consumers);
  return fieldHolders(contract)
    .filter(({ id }) => id === change.format)
    .flatMap((format) => inFormat(lines, format, change));
}

function inFormat(
  lines: TextLines,
  format: Format,
  change: Exclude<ContractChange, { kind: "rename_event" | "add_event" }>,
): readonly LineEdit[] {
  switch (change.kind) {
    case "add_field": {
      if (change.name.startsWith("/"))
        return propertyLines(
          lines,
          format,
          change.name,
          change.samples.map(({ value }) => value),
        );
      const kind = typeOfTexts(change.samples.map(({ value }) => String(value)));
      return [
        ...fieldLines(lines, format, change.name, kind),
        ...templateLines(lines, format, change.name, kind, change.samples),
      ];
    }
    case "add_value":
      if (change.name.startsWith("/")) return schemaValueLines(lines, format, change.name, change.value);
      return namedIn(format, change.name).flatMap(({ type }) =>
        type.kind === "enum" ? valueLines(lines, format, type.values, change.value) : [],
      );
    case "widen_range":
      if (change.name.startsWith("/")) return schemaBoundLines(lines, format, change.name, change.values);
      return namedIn(format, change.name).flatMap(({ type }) =>
        "min" in type ? boundLines(lines, format, type, change.values) : [],
      );
    case "make_optional":
      return change.name.startsWith("/")
        ? schemaOptionalLines(lines, format, change.name)
        : optionalLines(lines, format, change.name);
    case "make_columns_optional":
      return optionalColumnLines(lines, format, change.columns);
    case "add_columns":
      return tablesIn(format, change.table).flatMap((columns) =>
        columnLines(
          lines,
          format,
          columns.map(({ name }) => name),
          change.columns,
        ),
      );
    default:
      return change satisfies never;
  }
}
