/** Looks through the syntax tree of a condition for what the type checker cannot know. */
import type { ASTNode } from "@marcbachmann/cel-js";
import { messageOf } from "#core/model";
import { type LinearPattern, linearPattern } from "../linear-pattern.ts";
import { suggest } from "../suggest.ts";
import { checkFields, linearMatches, readingFields, type Vocabulary } from "./environment.ts";

export interface Finding {
  readonly message: string;
  readonly suggestion?: string;
  /** Where in the source, from 0. */
  readonly offset: number;
}

/** A name that the condition asks of `thresholds`, of `readings`, or of what a reading measured. */
export interface Mention {
  readonly name: string;
  readonly offset: number;
  /** It asks whether there is such a one: `"tls" in readings`. */
  readonly asks: boolean;
}

type Inspecting = Inspection & { readonly vocabulary: Vocabulary };

export interface Inspection {
  readonly findings: Finding[];
  readonly thresholds: Mention[];
  readonly readings: Mention[];
  readonly values: Mention[];
  readonly checks: Mention[];
  /** Where it speaks of `checks` or `anomalies`, which only a diagnosis knows. */
  readonly diagnosis: Mention[];
  readonly patterns: Map<string, LinearPattern>;
}

/**
 * All that may be called. What is not here, such as `split`, `join`, `json` and `cel.bind`, can make very much out of very
 * little; and what a later version of the library brings must be looked at first.
 */
const functions = ["size", "int", "double", "string", "bool", "has", "timestamp", "duration"];
const loops = ["all", "exists", "exists_one", "map", "filter"];
const methods = [
  ...loops,
  "matches",
  "size",
  "startsWith",
  "endsWith",
  "contains",
  "lowerAscii",
  "upperAscii",
  "trim",
  "getFullYear",
  "getMonth",
  "getDate",
  "getDayOfMonth",
  "getDayOfWeek",
  "getDayOfYear",
  "getHours",
  "getMinutes",
  "getSeconds",
  "getMilliseconds",
];
const longestDuration = 40;

/** Also renames `matches` in the tree, so that the linear one is bound. */
export function inspect(root: ASTNode, vocabulary: Vocabulary): Inspection {
  const inspection: Inspecting = {
    ...{ findings: [], thresholds: [], readings: [], values: [], checks: [], diagnosis: [], patterns: new Map() },
    vocabulary,
  };
  visit(root, inspection, false);
  return inspection;
}

/** No deeper than the environment's own limit on the tree. */
function visit(node: ASTNode, into: Inspecting, inLoop: boolean): void {
  let looping = inLoop;
  switch (node.op) {
    case "id":
      if (node.args === "checks" || node.args === "anomalies")
        into.diagnosis.push({ name: node.args, offset: node.range.start, asks: false });
      break;
    case ".":
      visitField(node, node.args[0], node.args[1], into);
      break;
    case "[]":
      if (isText(node.args[1])) visitField(node, node.args[0], node.args[1].args, into);
      break;
    case "in":
      if (isText(node.args[0])) mention(node.args[0], node.args[1], node.args[0].args, into, true);
      break;
    case "call":
      refuseUnknownCall(node, node.args[0], functions, into);
      if (node.args[0] === "duration") visitDuration(node, node.args[1], into);
      break;
    case "rcall": {
      const [method, , parameters] = node.args;
      refuseUnknownCall(node, method, methods, into);
      if (method === "matches") visitMatches(node, parameters, into);
      if (!loops.includes(method)) break;
      if (inLoop) find(into, node, `${method}() cannot stand inside of another loop`);
      looping = true;
      break;
    }
  }
  for (const child of childrenOf(node)) visit(child, into, looping);
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  const flat = (value: unknown): readonly ASTNode[] =>
    Array.isArray(value) ? value.flatMap(flat) : isNode(value) ? [value] : [];
  return flat(node.args);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

function isText(node: ASTNode | undefined): node is ASTNode & { readonly op: "value"; readonly args: string } {
  return node?.op === "value" && typeof node.args === "string";
}

function isName(node: ASTNode, name: string): boolean {
  return node.op === "id" && node.args === name;
}

/** `reading.values`, `readings.http.values`: of whichever reading. */
function isValues(node: ASTNode): boolean {
  if (node.op === ".") return node.args[1] === "values";
  return node.op === "[]" && isText(node.args[1]) && node.args[1].args === "values";
}

function visitField(node: ASTNode, owner: ASTNode, field: string, into: Inspecting): void {
  mention(node, owner, field, into);
  const offset = Math.max(node.range.start, node.range.end - field.length);
  const fields = owner.op === "id" ? into.vocabulary.fields[owner.args] : undefined;
  if (fields !== undefined && owner.op === "id" && !Object.hasOwn(fields, field)) {
    const here = owner.args === "target" ? " here" : "";
    const article = /^[aeiou]/.test(owner.args) ? "an" : "a";
    into.findings.push({
      message: `${article} ${owner.args} has no "${field}"${here}`,
      ...hint(field, Object.keys(fields)),
      offset,
    });
  }
  const inner = owner.op === "." || owner.op === "[]" ? owner.args[0] : undefined;
  if (inner !== undefined && isName(inner, "checks") && !(checkFields as readonly string[]).includes(field)) {
    const suggestion = hint(field, checkFields).suggestion ?? `there are ${checkFields.join(", ")}`;
    into.findings.push({ message: `a check has no "${field}"`, suggestion, offset });
  }
  const ofReading = isName(owner, "reading") || (inner !== undefined && isName(inner, "readings"));
  if (!ofReading || Object.hasOwn(readingFields, field)) return;
  const near = hint(field, Object.keys(readingFields));
  const suggestion = near.suggestion ?? `what was measured is under values: reading.values.${field}`;
  into.findings.push({ message: `a reading has no "${field}"`, suggestion, offset });
}

function mention(node: ASTNode, owner: ASTNode, name: string, into: Inspecting, asks = false): void {
  const offset = node.op === "." ? node.range.end - name.length : node.range.start;
  if (isName(owner, "thresholds")) into.thresholds.push({ name, offset, asks });
  if (isName(owner, "readings")) into.readings.push({ name, offset, asks });
  if (isName(owner, "checks")) into.checks.push({ name, offset, asks });
  if (isValues(owner)) into.values.push({ name, offset, asks });
}

function refuseUnknownCall(node: ASTNode, name: string, known: readonly string[], into: Inspecting): void {
  if (known.includes(name)) return;
  into.findings.push({
    message: `there is no ${name}() in conditions`,
    ...hint(name, known),
    offset: node.range.start,
  });
}

/** The library reads durations in cubic time, so no text that was read from the world may get there. */
function visitDuration(node: ASTNode, [text]: readonly ASTNode[], into: Inspecting): void {
  if (isText(text) && text.args.length <= longestDuration) return;
  find(into, node, 'duration() takes a fixed text, such as duration("5m")');
}

function visitMatches(node: ASTNode & { readonly op: "rcall" }, [pattern]: readonly ASTNode[], into: Inspecting): void {
  if (!isText(pattern)) {
    find(into, node, 'matches() takes a fixed pattern, such as matches("^ok")');
    return;
  }
  try {
    into.patterns.set(pattern.args, linearPattern(pattern.args));
  } catch (error) {
    find(into, pattern, messageOf(error));
  }
  node.args[0] = linearMatches;
}

function find(into: Inspecting, node: ASTNode, message: string): void {
  into.findings.push({ message, offset: node.range.start });
}

function hint(word: string, known: readonly string[]): { readonly suggestion?: string } {
  const near = suggest(word, known);
  return near === undefined ? {} : { suggestion: `did you mean "${near}"?` };
}
