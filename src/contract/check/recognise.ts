/** Which format an output is of, and what differs from it. */
import { ChironError, type Finding } from "#core/model";
import type { CompiledContract, CompiledFormat } from "../compile/index.ts";
import type { Document } from "./document.ts";
import { finding, shortened } from "./finding.ts";
import { type JsonField, type JsonMatch, matchFields } from "./json-fields.ts";
import type { FoundJson, JsonResult } from "./json-text.ts";
import { schemaFindings } from "./schema-findings.ts";
import { matchText } from "./text.ts";
import { mismatch, wanted } from "./versions.ts";

export interface Match {
  readonly compiled: CompiledFormat;
  readonly findings: readonly Finding[];
  readonly isRecognised: boolean;
  readonly patternMatches: boolean | null;
  readonly share: number;
}

export interface Subject {
  readonly raw: string;
  readonly documents: () => readonly Document[];
  readonly json: () => JsonResult;
  readonly isText: boolean;
}

/** Less of a format than this is not taken for it: of a named one, and of one that is looked for. */
const leastShare = { named: 0.2, sought: 0.5 } as const;

export function match(contract: CompiledContract, compiled: CompiledFormat, subject: Subject, isNamed: boolean): Match {
  const json = subject.json();
  if (compiled.schemas.length > 0) return matchSchemas(compiled, json, isNamed);
  if (json !== null && "json" in json && !(subject.isText && compiled.patterns.some(({ test }) => test(subject.raw)))) {
    const found = matchJsonFields(contract, compiled, json.json);
    if (found !== null) return found;
  }
  const { findings, share, from } = matchText(subject.documents(), compiled, contract.contract.version);
  const patternMatches = compiled.patterns.length === 0 ? null : matchesPattern(compiled, subject.raw, from);
  const enough = share >= (isNamed ? leastShare.named : leastShare.sought);
  const isRecognised = patternMatches === true || (enough && share > 0);
  const isExplained = findings.some(({ advisory }) => !advisory);
  if (!isRecognised || patternMatches !== false || isExplained)
    return { compiled, findings, isRecognised, patternMatches, share };
  const expected = compiled.patterns.map(({ literal }) => literal).join(" or ");
  const received = shortened(subject.raw);
  const unmatched = finding({ kind: "unparseable", expected, received }, "Pattern", 1, compiled.format.isAdvisory);
  return { compiled, findings: [...findings, unmatched], isRecognised, patternMatches, share };
}

/** With `^` and without the flag `m` a pattern speaks of where the format begins, whatever stands before it. */
function matchesPattern({ patterns }: CompiledFormat, raw: string, from: number): boolean {
  const isIn = (text: string) => patterns.some((pattern) => pattern.test(text));
  return isIn(raw) || isIn(raw.trim()) || (from > 0 && isIn(raw.split("\n").slice(from).join("\n")));
}

function matchJsonFields(contract: CompiledContract, compiled: CompiledFormat, json: FoundJson): Match | null {
  const fields = compiled.rules.flatMap((rule): JsonField[] => {
    if (rule.kind === "field") return [rule];
    return rule.kind === "table" ? [{ ...rule, type: { kind: "table" as const, columns: rule.columns } }] : [];
  });
  const versions = new Set([
    "contractversion",
    "formatversion",
    "schemaversion",
    "format",
    ...(compiled.format.version === null ? [] : ["version"]),
  ]);
  const found: JsonMatch = matchFields(json, json.value, [], fields, versions);
  if (found.share < leastShare.sought) return null;
  const findings = [...found.findings, ...jsonVersions(contract, compiled, json)];
  return {
    compiled,
    findings: advisoryOf(compiled, findings),
    isRecognised: true,
    patternMatches: null,
    share: found.share,
  };
}

function jsonVersions({ contract }: CompiledContract, { format }: CompiledFormat, json: FoundJson): Finding[] {
  const object = json.value as Record<string, unknown>;
  return Object.keys(object).flatMap((key) => {
    const normal = key.toLowerCase().replace(/[_-]/g, "");
    const isVersion = ["contractversion", "formatversion", "schemaversion", "version"].includes(normal);
    const expected = isVersion ? wanted(normal, format.version, contract.version) : null;
    if (expected === null) return [];
    return mismatch(String(object[key]), expected, `/${key}`, json.lineOf([key]), format.isAdvisory);
  });
}

function advisoryOf({ format }: CompiledFormat, findings: readonly Finding[]): Finding[] {
  return findings.map((one) => (format.isAdvisory ? { ...one, advisory: true } : one));
}

/** Whether a value is near a schema: how many of its required keys it has. */
function matchSchemas(compiled: CompiledFormat, found: JsonResult, isNamed: boolean): Match {
  const { format, schemas } = compiled;
  const none = { compiled, findings: [], isRecognised: false, patternMatches: null, share: 0 };
  if (found === null) return none;
  if ("broken" in found) {
    const { message, line } = found.broken;
    return {
      ...none,
      findings: [
        finding(
          { kind: "unparseable", expected: "JSON", received: message },
          `Format ${format.id}`,
          line,
          format.isAdvisory,
        ),
      ],
    };
  }
  const { json } = found;
  const [best] = schemas
    .map((schema) => {
      const depth = schema.branching > 1 ? depthOf(json.value) : 0;
      if (schema.branching ** depth > 200_000)
        throw new ChironError(
          "too_large",
          `the output is nested ${depth} levels deep, which is too much for the schema of format ${format.id}`,
        );
      return { findings: schemaFindings(json, schema, format.isAdvisory), share: nearness(schema.value, json.value) };
    })
    .toSorted((first, second) => first.findings.length - second.findings.length || second.share - first.share);
  if (best === undefined) return none;
  const isObject = typeof json.value === "object" && json.value !== null;
  const isRecognised = best.findings.length === 0 || (isObject && (isNamed || best.share >= leastShare.sought));
  return {
    compiled,
    findings: best.findings,
    isRecognised,
    patternMatches: null,
    share: best.findings.length === 0 ? 1 : best.share,
  };
}

function nearness(schema: unknown, value: unknown): number {
  if (typeof schema !== "object" || schema === null || typeof value !== "object" || value === null) return 0;
  const { required, properties, type } = schema as {
    required?: unknown;
    properties?: Record<string, unknown>;
    type?: unknown;
  };
  if (type === "array" || Array.isArray(value)) return type === "array" && Array.isArray(value) ? 0.5 : 0;
  const wanted = Array.isArray(required) && required.length > 0 ? required.map(String) : Object.keys(properties ?? {});
  const found = wanted.filter((key) => Object.hasOwn(value, key)).length;
  return wanted.length === 0 ? 0 : (found / wanted.length) * 0.99;
}

function depthOf(value: unknown): number {
  let depth = 0;
  let level: unknown[] = [value];
  while (level.length > 0 && depth < 200) {
    level = level.flatMap((node) => (typeof node === "object" && node !== null ? Object.values(node) : []));
    depth++;
  }
  return depth;
}
