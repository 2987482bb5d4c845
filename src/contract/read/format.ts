/** One format: what stands under its heading. */
import type { Code, Table } from "mdast";
import { nameKey } from "../text/index.ts";
import type { ContractEvent, Field, Format, Pattern, Place, Schema, Template, TemplatePart } from "./contract.ts";
import { type Description, described, describedColumn, readDescriptions } from "./descriptions.ts";
import { type Entry, readEntries } from "./entries.ts";
import { isEventTable, readEvents } from "./events.ts";
import { excerpt, readFields } from "./fields.ts";
import { type Block, placeOf, type Source, wordsOf } from "./markdown.ts";
import { readPatterns } from "./pattern.ts";
import type { Remarks } from "./remarks.ts";
import { isSchema, readSchema } from "./schema.ts";
import { readTemplate } from "./template.ts";
import { versionIn } from "./version.ts";

export interface FormatHeading {
  readonly id: string;
  readonly title: string;
  readonly priority: number | null;
}

/** `Format 4.1: Chain (P0)`. */
export function formatHeading(words: string): FormatHeading | null {
  const match = /^format\s+(\d{1,4}(?:\.\d{1,4}){1,3}[a-z]?)\s*[:.—–-]?\s*(.*)$/i.exec(words.trim());
  if (match?.[1] === undefined) return null;
  const rest = match[2] ?? "";
  const priority = /\(\s*P([0-5])\s*\)\s*$/i.exec(rest);
  return {
    id: match[1],
    title: rest.slice(0, priority?.index ?? rest.length).trim(),
    priority: priority?.[1] === undefined ? null : Number(priority[1]),
  };
}

interface Gathered {
  readonly patterns: Pattern[];
  readonly fields: Field[];
  readonly templates: Template[];
  readonly schemas: Schema[];
  readonly events: ContractEvent[];
  readonly descriptions: Description[];
  readonly gates: string[];
  producer: string | null;
  version: string | null;
  isAdvisory: boolean;
}

export function readFormat(
  source: Source,
  heading: FormatHeading,
  blocks: readonly Block[],
  place: Place,
  remarks: Remarks,
): { format: Format; events: readonly ContractEvent[] } {
  const into: Gathered = {
    patterns: [],
    fields: [],
    templates: [],
    schemas: [],
    events: [],
    descriptions: [],
    gates: [],
    producer: null,
    version: null,
    isAdvisory: false,
  };
  for (const entry of readEntries(source, blocks)) readEntry(source, heading, entry, into, remarks);
  const { patterns, templates, schemas, descriptions, gates, producer, version, isAdvisory } = into;
  remarkUnused(into, remarks);
  const by = (name: string) => descriptions.find((description) => nameKey(description.name) === nameKey(name));
  const fields = into.fields.map((field) => withColumns(described(field, by(field.name)), by));
  const shaped = templates.map((template) => ({
    ...template,
    parts: template.parts.map((part) => describedPart(part, by)),
  }));
  const format = {
    ...heading,
    version,
    gates,
    producer,
    isAdvisory,
    patterns,
    fields,
    templates: shaped,
    schemas,
    place,
  };
  return { format, events: into.events };
}

function readEntry(source: Source, { id }: FormatHeading, entry: Entry, into: Gathered, remarks: Remarks): void {
  const { label, inline, place, blocks } = entry;
  const plain = inline.replace(/[*`]/g, "").trim();
  const words = () => [plain, ...blocks.map(wordsOf)].join("\n");
  if (
    /\bnot (?:strictly )?enforced\b|\badvisory only\b/i.test(words()) &&
    (label === undefined || label === "note" || label === "information")
  )
    into.isAdvisory = true;
  const rest = blocks.filter((block) => !readAnywhere(id, entry, block, into, remarks));
  const inlineText = plain === "" ? null : { text: plain, place };
  const standing = (isRequired: boolean, isAdvisory: boolean) =>
    into.fields.push(...readFields(source, rest, inlineText, { isRequired, isAdvisory }, remarks));
  switch (label) {
    case "pattern":
      into.patterns.push(...patternsOf(source, inline, rest, place, remarks));
      return;
    case "fields":
      standing(true, false);
      return;
    case "optional fields":
      standing(false, false);
      return;
    case "recommended fields":
      standing(true, true);
      return;
    case "structure":
    case "recommended structure":
      into.templates.push(...templatesOf(source, rest, place, label === "recommended structure", remarks));
      return;
    case "descriptions":
      into.descriptions.push(...readDescriptions(rest, remarks));
      return;
    case "producer":
      into.producer = plain === "" ? into.producer : plain;
      return;
    case "gate":
      into.gates.push(...gatesOf(plain));
      return;
    case "version":
      into.version = versionIn(plain) ?? into.version;
      return;
    case "schema":
      if (!blocks.some(isSchema)) remarks.add(place.line, "not_understood", "no JSON Schema stands below this label");
      return;
    case "consumer":
    case "note":
    case "information":
    case "events":
      return;
    case undefined:
      remarkUnknown(entry, rest, remarks);
  }
}

/** A JSON Schema and a table of events are recognised by themselves, under any label but that of an example. */
function readAnywhere(id: string, { label, words }: Entry, block: Block, into: Gathered, remarks: Remarks): boolean {
  const isExample = label === "information" && /example|sample|usage/i.test(words ?? "");
  if (!isExample && isSchema(block)) {
    const schema = readSchema(block as Code, remarks);
    if (schema !== null) into.schemas.push(schema);
    return true;
  }
  if (block.type !== "table" || !isEventTable(block as Table)) return false;
  into.events.push(...readEvents(block as Table, id, remarks));
  return true;
}

function patternsOf(
  source: Source,
  inline: string,
  blocks: readonly Block[],
  place: Place,
  remarks: Remarks,
): Pattern[] {
  const found = [...readPatterns(inline, place)];
  for (const block of blocks) {
    const at = placeOf(block);
    const text = block.type === "code" ? block.value : source.text.slice(at.start, at.end);
    found.push(...readPatterns(text, block.type === "code" ? { ...at, line: at.line + 1 } : at));
  }
  if (found.length === 0)
    remarks.add(place.line, "not_understood", "no regular expression literal (`/…/`) stands under this label");
  return found;
}

function templatesOf(
  source: Source,
  blocks: readonly Block[],
  place: Place,
  isAdvisory: boolean,
  remarks: Remarks,
): Template[] {
  const fences = blocks.filter((block): block is Code => block.type === "code" && !/^jsonc?$/.test(block.lang ?? ""));
  if (fences.length === 0) remarks.add(place.line, "not_understood", "no fenced template stands below this label");
  return fences.map((fence) => {
    const at = placeOf(fence);
    const start = source.text.indexOf("\n", at.start) + 1;
    const inside = {
      line: at.line + 1,
      endLine: at.line + fence.value.split("\n").length,
      start,
      end: start + fence.value.length,
    };
    return readTemplate({ text: fence.value, place: inside }, isAdvisory, remarks);
  });
}

function gatesOf(text: string): string[] {
  return text
    .split(/,|;|\s&\s|\sand\s/)
    .map((part) => part.replace(/^\s*gates?\s+/i, "").trim())
    .map((part) => /^\d+(?:\.\d+)*(?=\W|$)/.exec(part)?.[0] ?? part.replace(/\s*\(.*$/, ""))
    .filter((part) => part !== "");
}

function remarkUnknown({ words, place }: Entry, blocks: readonly Block[], remarks: Remarks): void {
  if (words !== null) {
    remarks.add(place.line, "not_understood", `the label ${excerpt(words)}: nothing is held to it`);
    return;
  }
  for (const block of blocks)
    if (block.type === "code" || block.type === "table" || block.type === "list")
      remarks.add(
        placeOf(block).line,
        "not_understood",
        `a ${block.type === "code" ? "fenced block" : block.type} under no label`,
      );
}

function remarkUnused({ descriptions, fields, templates }: Gathered, remarks: Remarks): void {
  const known = new Set(fields.flatMap(namesOfField));
  for (const { parts } of templates) for (const part of parts) for (const name of namesOfPart(part)) known.add(name);
  for (const { name, type, place } of descriptions)
    if (type !== null && !known.has(nameKey(name)))
      remarks.add(place.line, "not_understood", `"${name}" is described, and is no field of this format`);
}

function namesOfField({ name, type }: Field): string[] {
  return [nameKey(name), ...(type.kind === "table" ? type.columns.map((column) => nameKey(column.name)) : [])];
}

function namesOfPart(part: TemplatePart): string[] {
  const placeholders = (text: Extract<TemplatePart, { kind: "field" | "heading" }>["text"]) =>
    text.flatMap((piece) => (typeof piece === "string" ? [] : [nameKey(piece.name)]));
  if (part.kind === "heading") return [nameKey(part.name), ...placeholders(part.text)];
  if (part.kind === "field") return [...namesOfField(part.field), ...placeholders(part.text)];
  return part.kind === "table" ? part.columns.map(({ name }) => nameKey(name)) : [nameKey(part.name)];
}

type Find = (name: string) => Description | undefined;

function withColumns(field: Field, by: Find): Field {
  if (field.type.kind !== "table") return field;
  return {
    ...field,
    type: { kind: "table", columns: field.type.columns.map((column) => describedColumn(column, by(column.name))) },
  };
}

function describedPart(part: TemplatePart, by: Find): TemplatePart {
  const shape = (text: Extract<TemplatePart, { kind: "field" | "heading" }>["text"]) =>
    text.map((piece) => {
      const type = typeof piece === "string" ? null : by(piece.name)?.type;
      return typeof piece === "string" || type === null || type === undefined || piece.type.kind !== "string"
        ? piece
        : { ...piece, type };
    });
  if (part.kind === "heading") return { ...part, text: shape(part.text) };
  if (part.kind === "field")
    return { ...part, field: withColumns(described(part.field, by(part.field.name)), by), text: shape(part.text) };
  if (part.kind === "table")
    return { ...part, columns: part.columns.map((column) => describedColumn(column, by(column.name))) };
  return part;
}
