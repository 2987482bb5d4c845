/** Fields, headings, tables and lists of a text against their rules. */
import type { Finding } from "#core/model";
import type { FieldRule, HeadingRule, ListRule, TextRule } from "../compile/index.ts";
import type { FieldType } from "../read/index.ts";
import { unemphasised } from "../text/index.ts";
import { type Content, contentOf } from "./content.ts";
import type { Document } from "./document.ts";
import { describeType, type Fault, finding } from "./finding.ts";
import type { Located } from "./locate.ts";
import { tableFindings } from "./tables.ts";
import { faultOf, shapeFault, wrongType } from "./values.ts";

export function missing(rule: TextRule): Finding {
  const expected =
    rule.kind === "field"
      ? describeType(rule.type)
      : rule.kind === "table"
        ? `a table of ${rule.columns.map(({ name }) => name).join(", ")}`
        : rule.kind;
  return finding({ kind: "missing_field", expected, received: "nothing" }, rule.name, null, rule.isAdvisory);
}

export function ruleFindings(
  document: Document,
  rule: TextRule,
  located: Located,
  known: ReadonlySet<string>,
): Finding[] {
  switch (rule.kind) {
    case "field":
      return fieldFindings(document, rule, located, known);
    case "heading":
      return headingFindings(document, rule, located);
    case "table":
      return located.by === "table" ? tableFindings(document, rule, located.table) : [];
    case "list":
      return listFindings(document, rule, located.at);
  }
}

function fieldFindings(document: Document, rule: FieldRule, located: Located, known: ReadonlySet<string>): Finding[] {
  const at = (fault: Fault | null, index: number, path = rule.name) =>
    fault === null ? [] : [finding(fault, path, document.lineNumber(index), rule.isAdvisory)];
  switch (located.by) {
    case "label": {
      const content = contentOf(document, located.label, known);
      if (rule.text.length > 0) return at(shapeFault(content.inline, rule.text), located.at);
      if (rule.type.kind === "list") return listFaults(document, rule, content, located.at);
      return at(contentFault(document, content, rule.type), located.at);
    }
    case "heading": {
      const inline = located.heading.line.labels[0]?.value ?? "";
      const content = { inline, from: located.at + 1, to: endOfBody(document, located.at) };
      if (rule.type.kind === "list") return listFaults(document, rule, content, located.at);
      return at(contentFault(document, content, rule.type), located.at);
    }
    case "row":
      return at(scalarFault(located.value, rule.type), located.at);
    case "column":
      return located.table.rows.flatMap((cells, row) =>
        at(scalarFault(cells[located.column] ?? "", rule.type), located.at + 2 + row),
      );
    case "table":
    case "items":
      return [];
  }
}

function scalarFault(value: string, type: FieldType): Fault | null {
  if (type.kind !== "list") return faultOf(value, type);
  const items = splitItems(value);
  if (items.length === 0) return wrongType(type, value);
  return (
    items.map((item) => (type.of === null ? null : faultOf(item, type.of))).find((fault) => fault !== null) ?? null
  );
}

function contentFault(document: Document, content: Content, type: FieldType): Fault | null {
  const below = () => document.textOf(content.from, content.to);
  if (type.kind === "line") return lineFault(document, content, type);
  if (type.kind === "string") return unemphasised(content.inline) === "" && below() === "" ? wrongType(type, "") : null;
  const value = content.inline === "" ? below() : content.inline;
  return faultOf(value, type);
}

/** One line, and none that continues it. */
function lineFault(document: Document, { inline, from, to }: Content, type: FieldType): Fault | null {
  const lines = document.lines.slice(from, to);
  const start = inline === "" ? lines.findIndex(({ kind }) => kind !== "blank") : -1;
  if (inline === "" && start < 0) return wrongType(type, "");
  const next = lines[start + 1];
  const isContinued =
    next !== undefined && next.kind === "text" && next.labels.length === 0 && (next.item === null || inline === "");
  return isContinued ? wrongType(type, `${inline}\n${document.textOf(from, to)}`.trim()) : null;
}

function endOfBody({ lines }: Document, at: number): number {
  let end = at + 1;
  while (lines[end] !== undefined && lines[end]?.kind !== "heading" && lines[end]?.kind !== "rule") end++;
  return end;
}

/** Items below, or on one line with commas between them, or in square brackets. */
function listFaults(document: Document, rule: FieldRule, content: Content, at: number): Finding[] {
  const { type } = rule;
  if (type.kind !== "list") return [];
  const found: { text: string; at: number }[] = [];
  for (let index = content.from; index < content.to; index++) {
    const line = document.lines[index];
    if (line !== undefined && line.item !== null) found.push({ text: line.content, at: index });
  }
  const isInline = content.inline !== "";
  if (isInline && found.length === 0) for (const text of splitItems(content.inline)) found.push({ text, at });
  const prose = isInline
    ? 0
    : document.lines
        .slice(content.from, content.to)
        .filter(({ kind, item, indent }) => kind === "text" && item === null && indent === 0).length;
  if (found.length === 0 || prose > 1) {
    const received = content.inline === "" ? document.textOf(content.from, content.to) : content.inline;
    return [finding(wrongType(type, received), rule.name, document.lineNumber(at), rule.isAdvisory)];
  }
  return found.flatMap((item, index) => {
    const fault = type.of === null ? null : faultOf(item.text, type.of);
    const isNone = found.length === 1 && /^(?:none|n\/a|-|—|nothing)\.?$/i.test(item.text);
    if (fault === null || isNone) return [];
    return [finding(fault, `${rule.name}[${index + 1}]`, document.lineNumber(item.at), rule.isAdvisory)];
  });
}

function splitItems(text: string): string[] {
  const inner = /^\[(.*)\]$/s.exec(text.trim())?.[1] ?? text;
  return inner
    .split(/[,;]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function headingFindings(document: Document, rule: HeadingRule, located: Located): Finding[] {
  if (located.by !== "heading") return [];
  const line = document.lineNumber(located.at);
  const hasPlaceholder = rule.text.some((piece) => typeof piece !== "string");
  const fault = hasPlaceholder ? shapeFault(located.heading.line.content, rule.text) : null;
  const found = fault === null ? [] : [finding(fault, rule.name, line, rule.isAdvisory)];
  if (rule.body === null) return found;
  const content = { inline: "", from: located.at + 1, to: endOfBody(document, located.at) };
  if (rule.body.kind === "list" || rule.body.kind === "table") {
    const field = { ...rule, kind: "field" as const, type: rule.body, text: [] };
    return [...found, ...(rule.body.kind === "list" ? listFaults(document, field, content, located.at) : [])];
  }
  const body = contentFault(document, content, rule.body);
  return body === null ? found : [...found, finding(body, rule.name, line, rule.isAdvisory)];
}

function listFindings(document: Document, rule: ListRule, at: number): Finding[] {
  if (!rule.isNumbered) return [];
  const numbers: { number: number; at: number }[] = [];
  const indent = document.lines[at]?.indent ?? 0;
  for (let index = at; index < document.lines.length; index++) {
    const line = document.lines[index];
    if (line === undefined || line.kind === "heading" || line.kind === "rule" || line.kind === "row") break;
    if (line.kind === "text" && line.item === null && line.indent <= indent && line.labels.length > 0) break;
    if (line.item !== null && line.indent === indent) numbers.push({ number: line.item, at: index });
  }
  const path = rule.name;
  const bullet = numbers.find(({ number }) => number === 0);
  if (bullet !== undefined && numbers[0]?.number === 0) {
    const fault: Fault = { kind: "wrong_type", expected: "numbered list", received: "list without numbers" };
    return [finding(fault, path, document.lineNumber(bullet.at), rule.isAdvisory)];
  }
  // Markdown allows a 1 before each of them.
  if (numbers.every(({ number }) => number === 1)) return [];
  const wrong = numbers.find(
    ({ number }, index) => number !== index + (numbers[0]?.number ?? 1) || (index === 0 && number > 1),
  );
  if (wrong === undefined) return [];
  const fault: Fault = {
    kind: "wrong_order",
    expected: "numbers that rise by one, from 1",
    received: numbers.map(({ number }) => number).join(", "),
  };
  return [finding(fault, path, document.lineNumber(wrong.at), rule.isAdvisory)];
}
