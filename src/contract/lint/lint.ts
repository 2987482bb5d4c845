/** What of a contract is held, what is only advice, and what could not be understood; each with its line. */
import { describeType } from "../check/index.ts";
import { type CompiledContract, type CompiledFormat, compile, type TextRule } from "../compile/index.ts";
import type { Contract, Remark } from "../read/index.ts";

export interface LintLine {
  readonly line: number;
  readonly text: string;
}

export interface FormatLint {
  readonly id: string;
  readonly title: string;
  readonly line: number;
  readonly priority: number | null;
  readonly gates: readonly string[];
  readonly producer: string | null;
  readonly enforced: readonly LintLine[];
  readonly advisory: readonly LintLine[];
  readonly remarks: readonly Remark[];
}

export interface ContractLint {
  readonly title: string | null;
  readonly version: string | null;
  readonly formats: readonly FormatLint[];
  readonly events: readonly LintLine[];
  /** Of no format. */
  readonly remarks: readonly Remark[];
  readonly counts: {
    readonly enforced: number;
    readonly advisory: number;
    readonly notUnderstood: number;
    readonly notEnforced: number;
  };
}

export function lintContract(contract: Contract): ContractLint {
  const compiled = compile(contract);
  const formats = compiled.formats.map((format) => lintFormat(format, compiled));
  const sum = (count: (format: FormatLint) => number) => formats.reduce((total, format) => total + count(format), 0);
  const remarksOf = (kind: Remark["kind"]) => compiled.remarks.filter((remark) => remark.kind === kind).length;
  const events = contract.events.map(({ name, producers, consumers, payload, place }) => {
    const carries = payload.map(
      (field) => `${field.name} (${describeType(field.type)}${field.isRequired ? "" : ", optional"})`,
    );
    const who = consumers.length === 0 ? "nobody: each one is an orphan" : consumers.join(", ");
    const text = [
      `${name}: from ${producers.join(", ") || "anybody"} to ${who}`,
      ...(carries.length > 0 ? [`carries ${carries.join(", ")}`] : []),
    ];
    return { line: place.line, text: text.join("; ") };
  });
  return {
    title: contract.title,
    version: contract.version,
    formats,
    events,
    remarks: compiled.remarks.filter(({ format }) => format === null),
    counts: {
      enforced: sum(({ enforced }) => enforced.length) + events.length,
      advisory: sum(({ advisory }) => advisory.length),
      notUnderstood: remarksOf("not_understood"),
      notEnforced: remarksOf("not_enforced"),
    },
  };
}

function lintFormat({ format, patterns, rules, schemas }: CompiledFormat, { remarks }: CompiledContract): FormatLint {
  const recognising = new Set(patterns.map(({ literal }) => literal));
  const held = new Set(schemas.map(({ value }) => value));
  const found = [
    ...format.patterns
      .filter(({ source, flags }) => recognising.has(`/${source}/${flags}`))
      .map(({ source, flags, place }) => ({
        line: place.line,
        text: `recognised by /${source}/${flags}`,
        isAdvisory: false,
      })),
    ...rules.map((rule) => ({ line: lineOf(rule, format), text: describeRule(rule), isAdvisory: rule.isAdvisory })),
    ...format.schemas
      .filter(({ value }) => held.has(value))
      .map(({ place }) => ({ line: place.line, text: "JSON Schema", isAdvisory: format.isAdvisory })),
  ];
  const lines = (isAdvisory: boolean) =>
    found
      .filter((one) => one.isAdvisory === isAdvisory)
      .map(({ line, text }) => ({ line, text }))
      .toSorted((first, second) => first.line - second.line);
  const { id, title, priority, gates, producer, place } = format;
  const own = remarks.filter(
    (remark) => remark.format === id && remark.line >= place.line && remark.line <= place.endLine,
  );
  return {
    id,
    title,
    line: place.line,
    priority,
    gates,
    producer,
    enforced: lines(false),
    advisory: lines(true),
    remarks: own,
  };
}

function lineOf(rule: TextRule, format: CompiledFormat["format"]): number {
  const parts = format.templates.flatMap(({ parts: ofTemplate }) => ofTemplate);
  const part = rule.order === null ? undefined : parts[rule.order];
  return part?.place.line ?? format.fields.find(({ name }) => name === rule.name)?.place.line ?? format.place.line;
}

function describeRule(rule: TextRule): string {
  const optional = rule.isRequired ? "" : ", optional";
  switch (rule.kind) {
    case "field":
      return `${rule.name} (${rule.text.length > 0 ? shapeWords(rule.text) : describeType(rule.type)}${optional})`;
    case "heading": {
      const body = rule.body === null ? "" : `, with ${describeType(rule.body)} below`;
      return `heading "${shapeWords(rule.text)}"${body}${optional}`;
    }
    case "table": {
      const columns = rule.columns.map(({ name, type, isRequired }) => {
        const words = [type === null ? "" : describeType(type), isRequired ? "" : "optional"].filter(
          (word) => word !== "",
        );
        return words.length === 0 ? name : `${name} (${words.join(", ")})`;
      });
      return `${rule.name}, with the columns ${columns.join(", ")}${optional}`;
    }
    case "list":
      return `${rule.isNumbered ? "numbered list" : "list"} under "${rule.name}"${optional}`;
  }
}

function shapeWords(text: Extract<TextRule, { kind: "field" }>["text"]): string {
  return text.map((piece) => (typeof piece === "string" ? piece : `{${describeType(piece.type)}}`)).join("");
}
