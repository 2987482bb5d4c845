/** Recorded violations of one pattern → what the contract would have to say for them to be right. */
import { findNodeAtLocation, getNodeValue, parseTree } from "jsonc-parser";
import type { ContractViolation } from "#core/model";
import { eventNameOf, isPayloadKey } from "../check/index.ts";
import type { Contract, ContractEvent, Format } from "../read/index.ts";
import { type Line, nameKey, plainLines, scan } from "../text/index.ts";
import type { ContractChange, FieldSample } from "./change.ts";
import { nameOf } from "./named.ts";
import { payloadOf } from "./payload.ts";
import { pointerParts } from "./schema-text.ts";

/** Of one pattern, so that kind and path are the same in all. */
export type Evidence = Pick<ContractViolation, "kind" | "path" | "expected" | "received" | "format" | "raw">;

export type Wanted =
  | { readonly kind: "changes"; readonly changes: readonly ContractChange[] }
  | { readonly kind: "human"; readonly why: string };

export function changesFor(contract: Contract, violations: readonly Evidence[]): Wanted {
  const [first] = violations;
  if (first === undefined) return human("no violation is recorded");
  const carried = payloadsIn(contract, violations);
  if (carried.length > 0) return together(carried.map(({ payload, mine }) => ofPayload(payload, mine)));
  const format = contract.formats.find(({ id }) => violations.some((one) => one.format === id));
  if (format === undefined) return human(`${first.path} was seen in no format that the contract has`);
  const mine = violations.filter((one) => one.format === format.id);
  return inFormat(format, nameFor(format, first.path), mine);
}

/** The events that outputs were, as the contract has them; none where one of them was something else. */
function payloadsIn({ events }: Contract, violations: readonly Evidence[]) {
  const found = new Map<ContractEvent, Evidence[]>();
  for (const one of violations) {
    const name = one.path.startsWith("/") && !one.kind.endsWith("_event") ? eventNameOf(one.raw) : null;
    const event = events.find((known) => known.name === name && known.format === one.format);
    if (event === undefined || event.payload.length === 0) return [];
    found.set(event, [...(found.get(event) ?? []), one]);
  }
  return [...found].map(([event, mine]) => ({ payload: payloadOf(event), mine }));
}

/** A table of events has fields, and no fields within these. */
function ofPayload(payload: Format, mine: readonly Evidence[]): Wanted {
  const path = mine[0]?.path ?? "";
  const parts = pointerParts(path);
  const isWithin = parts.length > 2 || (parts.length === 2 && !isPayloadKey(parts[0] ?? ""));
  const values = mine.map(({ raw }) => valueAt(raw, path));
  if (isWithin || values.some((value) => typeof value === "object" && value !== null && !Array.isArray(value)))
    return human(`what ${payload.title} carries at ${path} has parts of its own, which a table of events cannot say`);
  return inFormat(payload, parts.at(-1) ?? "", mine);
}

function together(all: readonly Wanted[]): Wanted {
  const refused = all.find(({ kind }) => kind === "human");
  return refused ?? changes(...all.flatMap((one) => (one.kind === "changes" ? one.changes : [])));
}

function inFormat(format: Format, name: string, mine: readonly Evidence[]): Wanted {
  const [first] = mine;
  if (first === undefined) return human("no violation is recorded");
  const table = tableOf(format, first.path);
  const of = { format: format.id, name };
  const received = [...new Set(mine.map((one) => one.received))];
  switch (first.kind) {
    case "unknown_field":
      if (table) return changes({ kind: "add_columns", format: format.id, table: table.name, columns: [table.column] });
      return changes({ kind: "add_field", ...of, samples: mine.map((one) => sampleOf(format, name, one)) });
    case "missing_field":
      return changes({ kind: "make_optional", ...of });
    case "missing_column": {
      const columns = [...new Set(mine.flatMap(({ expected }) => expected.split(", ")))];
      return changes({ kind: "make_columns_optional", format: format.id, table: first.path, columns });
    }
    case "wrong_enum":
      return changes(...received.map((value): ContractChange => ({ kind: "add_value", ...of, value })));
    case "out_of_range": {
      const values = received.map((text) => Number.parseFloat(text));
      if (values.some(Number.isNaN)) return human(`what was received at ${first.path} is no number`);
      return changes({ kind: "widen_range", ...of, values });
    }
    case "wrong_type":
    case "wrong_order":
    case "unparseable":
    case "version_mismatch":
    case "orphan_event":
    case "unknown_event":
      return human(
        `of "${first.kind.replaceAll("_", " ")}" nobody but a person can say what the contract should become`,
      );
    default:
      return first.kind satisfies never;
  }
}

function changes(...all: readonly ContractChange[]): Wanted {
  return { kind: "changes", changes: all };
}

function human(why: string): Wanted {
  return { kind: "human", why };
}

/** A pointer is one where the format has a schema; where it has fields, the key in the JSON is the field's name. */
function nameFor({ schemas }: Format, path: string): string {
  return path.startsWith("/") && schemas.length === 0 ? (pointerParts(path).at(-1) ?? path) : path;
}

/** `Chain table: Owner`. */
function tableOf(
  { fields, templates }: Format,
  path: string,
): { readonly name: string; readonly column: string } | undefined {
  const names = [...fields.map(({ name }) => name), ...templates.flatMap(({ parts }) => parts.map(nameOf))];
  const name = names.find((one) => path.startsWith(`${one}: `));
  return name === undefined ? undefined : { name, column: path.slice(name.length + 2) };
}

function sampleOf(format: Format, name: string, { path, raw, received }: Evidence): FieldSample {
  if (path.startsWith("/")) {
    const value = valueAt(raw, path) ?? parsed(received);
    // Where fields are told in words, a list is one item a line.
    const isText = !name.startsWith("/") && Array.isArray(value);
    const shown = isText ? value.map((item) => `- ${String(item)}`).join("\n") : value;
    return { value: shown, behind: null, headingLevel: null };
  }
  return inText(raw, name, namesOf(format)) ?? { value: received, behind: null, headingLevel: null };
}

/** Also of a text that was cut off, or that has other text around it. */
function valueAt(raw: string, pointer: string): unknown {
  const from = raw.search(/[[{]/);
  const root = from < 0 ? undefined : parseTree(raw.slice(from));
  const steps = pointerParts(pointer).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const node = root && findNodeAtLocation(root, steps);
  return node && getNodeValue(node);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function namesOf({ fields, templates }: Format): ReadonlySet<string> {
  return new Set(
    [...fields.map(({ name }) => name), ...templates.flatMap(({ parts }) => parts.map(nameOf))].map(nameKey),
  );
}

function inText(raw: string, name: string, known: ReadonlySet<string>): FieldSample | null {
  const { lines } = scan(plainLines(raw));
  const key = nameKey(name);
  const at = lines.findIndex((line) => isNamed(line, key));
  const line = lines[at];
  if (line === undefined) return null;
  const before = lines
    .slice(0, at)
    .flatMap((one) => [...one.labels.map((label) => label.name), ...(one.kind === "heading" ? [one.content] : [])]);
  const behind = before.findLast((one) => known.has(nameKey(one))) ?? headingBefore(lines, at, known);
  const label = line.labels.find((one) => one.key === key);
  if (label === undefined) return { value: below(lines, at), behind, headingLevel: line.level };
  return { value: label.value === "" ? below(lines, at) : label.value, behind, headingLevel: null };
}

/** `Review: APPROVED` is the heading `Review` of the contract. */
function headingBefore(lines: readonly Line[], at: number, known: ReadonlySet<string>): string | null {
  const names = lines
    .slice(0, at)
    .flatMap(({ kind, content }) => (kind === "heading" ? [content.split(":")[0] ?? ""] : []));
  return names.findLast((one) => known.has(nameKey(one))) ?? null;
}

function isNamed({ kind, content, labels }: Line, key: string): boolean {
  return labels.some((label) => label.key === key) || (kind === "heading" && nameKey(content) === key);
}

/** Items keep their marks: they tell a list. */
function below(lines: readonly Line[], at: number): string {
  const found: string[] = [];
  for (const line of lines.slice(at + 1)) {
    if (line.kind === "heading" || line.kind === "rule" || (line.labels.length > 0 && line.item === null)) break;
    if (line.kind === "blank" && found.length > 0) break;
    if (line.kind !== "blank") found.push(line.item === null ? line.content : `- ${line.content}`);
  }
  return found.join("\n");
}
