/** A text against one format. It may have other text before and behind it, and stand between fences. */
import type { Finding } from "#core/model";
import type { CompiledFormat } from "../compile/index.ts";
import { scan } from "../text/index.ts";
import { Document } from "./document.ts";
import { missing, ruleFindings } from "./fields.ts";
import { type Location, locate } from "./locate.ts";
import { orderFindings } from "./order.ts";
import { unknownFindings } from "./unknown.ts";
import { versionFindings, versionLabels } from "./versions.ts";

export interface TextMatch {
  readonly findings: readonly Finding[];
  /** How much of what is required is there, 0 to 1; 0 too where nothing is required. */
  readonly share: number;
  /** The line at which what was recognised begins, from 0. */
  readonly from: number;
}

/** What a fence of prose may be called. */
const prose = new Set(["", "md", "markdown", "mdx", "text", "txt", "plain", "output"]);
const mostFences = 20;

/** The text as a whole, and each fenced piece of prose in it. */
export function documentsOf(raw: readonly string[]): Document[] {
  const whole = scan(raw);
  const pieces = whole.fences.filter(({ language, from, to }) => prose.has(language) && to > from).slice(0, mostFences);
  return [whole, ...pieces.map(({ from, to }) => scan(raw, from, to))].map((lines) => new Document(lines));
}

/** Where most of the format stands; the whole text, where nothing is better. */
export function matchText(documents: readonly Document[], compiled: CompiledFormat, version: string | null): TextMatch {
  const [best] = documents
    .map((document) => ({ document, location: locate(document, compiled.rules) }))
    .map(({ document, location }) => ({ document, location, share: shareOf(compiled, location) }))
    .toSorted((first, second) => second.share - first.share);
  if (best === undefined) throw new Error("a text has at least one piece");
  const { document, location, share } = best;
  const known = new Set(
    compiled.rules.flatMap((rule) => (rule.kind === "field" || rule.kind === "table" ? [rule.key] : [])),
  );
  for (const key of versionLabels) known.add(key);
  if (compiled.format.version !== null) known.add("version");
  for (const rule of compiled.rules) if (rule.kind === "heading") known.add(rule.key);
  const findings = compiled.rules.flatMap((rule) => {
    const located = location.get(rule);
    if (located !== undefined) return ruleFindings(document, rule, located, known);
    return rule.isRequired ? [missing(rule)] : [];
  });
  findings.push(...orderFindings(document, compiled.rules, location));
  findings.push(...unknownFindings(document, compiled.rules, location, known));
  findings.push(...versionFindings(document, compiled, version));
  return { findings: distinct(findings), share, from: beginning(document, location) };
}

function beginning(document: Document, location: Location): number {
  const first = Math.min(...[...location.values()].map(({ at }) => at));
  return Number.isFinite(first) ? document.lineNumber(first) - 1 : 0;
}

function shareOf({ rules }: CompiledFormat, location: Location): number {
  const required = rules.filter(({ isRequired, kind }) => isRequired && kind !== "list");
  const wanted = required.length > 0 ? required : rules.filter(({ kind }) => kind !== "list");
  const found = wanted.filter((rule) => location.has(rule)).length;
  return wanted.length === 0 ? 0 : found / wanted.length;
}

/** A field that its list and its template both ask for is missing once. */
function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ kind, path }) => {
    const key = `${kind} ${path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
