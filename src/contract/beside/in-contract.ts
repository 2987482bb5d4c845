/** Which words of a contract ask for what a finding says. */
import type { Finding } from "#core/model";
import type { Contract, Format, Place } from "../read/index.ts";
import { nameKey } from "../text/index.ts";
import { nameOf } from "./in-output.ts";
import { spansInSchema } from "./in-schema.ts";
import { find, type Said, type Span, wholeLine, wordsIn } from "./spans.ts";

const mostRows = 12;

export interface Source {
  readonly contract: Contract;
  readonly lines: readonly string[];
}

export function spansInContract(source: Source, finding: Finding, formats: readonly Format[]): readonly Span[] {
  const { kind } = finding;
  if (kind === "orphan_event" || kind === "unknown_event") return ofEvents(source, finding);
  if (kind === "version_mismatch") return ofVersion(source, finding, formats);
  if (kind === "unparseable") return ofPattern(source, formats);
  const said = saidOf(finding);
  const asked = formats.flatMap((format) => ofFormat(source, format, finding, said));
  const found = asked.length > 0 ? asked : ofPayload(source, finding, said);
  if (found.length > 0 || kind !== "unknown_field") return distinct(found);
  return formats.slice(0, 1).flatMap((format) => endOfFields(source, format, finding));
}

function saidOf({ kind, path, expected }: Finding): Said {
  const words = {
    missing_field: `asks for ${nameOf(path)}`,
    missing_column: `asks for ${expected}`,
    unknown_field: "allows nothing else",
    wrong_order: `the order: ${expected}`,
  } as Readonly<Partial<Record<Finding["kind"], string>>>;
  return { kind: "demands", words: words[kind] ?? `asks for ${expected}` };
}

function ofFormat(source: Source, format: Format, finding: Finding, said: Said): readonly Span[] {
  const { lines } = source;
  const [owner = finding.path] = finding.path.split(": ");
  const names = new Set([nameKey(owner.startsWith("/") ? nameOf(owner) : owner.replace(/\[\d+\]$/, ""))]);
  const ofSchema = format.schemas.flatMap((schema) => spansInSchema(lines, schema, finding, said));
  const parts = format.templates.flatMap((template) => template.parts);
  const places = [
    ...format.fields.filter(({ name }) => names.has(nameKey(name))).map(({ place }) => place),
    ...parts
      .filter((part) => names.has(nameKey(part.kind === "field" ? part.field.name : part.name)))
      .map(({ place }) => place),
  ];
  return [...ofSchema, ...places.flatMap((place) => atPlace(lines, place, finding, said))];
}

/** Of a table the missing columns, each; of everything else the line. */
function atPlace(lines: readonly string[], { line, endLine }: Place, finding: Finding, said: Said): readonly Span[] {
  if (finding.kind !== "missing_column") return wholeLine(lines, line, said);
  const columns = finding.expected.split(", ").flatMap((column) => {
    const found = find(lines, [line, endLine], column);
    return found === undefined ? [] : [{ ...found, kind: said.kind, words: `asks for ${column}` }];
  });
  return columns.length > 0 ? columns : wholeLine(lines, line, said);
}

/** What an event carries stands in its row. */
function ofPayload({ contract, lines }: Source, { path }: Finding, said: Said): readonly Span[] {
  const name = nameKey(nameOf(path));
  const row = contract.events.find(({ payload }) => payload.some((field) => nameKey(field.name) === name));
  return row === undefined ? [] : wordsIn(lines, [row.place.line, row.place.endLine], nameOf(path), said);
}

/** Nothing says it: it would stand below the last field. */
function endOfFields({ lines }: Source, { fields, templates, place }: Format, { path }: Finding): readonly Span[] {
  const parts = templates.flatMap((template) => template.parts).map((part) => part.place);
  const listed = fields.length > 0 ? fields.map((field) => field.place) : parts;
  const line = Math.max(place.line, ...listed.map(({ endLine }) => endLine));
  const end = (lines[line - 1] ?? "").trimEnd().length;
  return [{ line, from: end, to: end, kind: "missing", words: `no line for ${nameOf(path)}` }];
}

function ofEvents({ contract, lines }: Source, { path, expected }: Finding): readonly Span[] {
  const own = contract.events.filter(({ name }) => name === path);
  const near = contract.events.filter(({ name }) => expected.includes(name));
  const said: Said =
    own.length > 0
      ? { kind: "demands", words: "nobody is said to consume it" }
      : { kind: "demands", words: "somebody listens to this one" };
  return (own.length > 0 ? own : near.length > 0 ? near : contract.events)
    .slice(0, mostRows)
    .flatMap(({ name, place }) => wordsIn(lines, [place.line, place.endLine], name, said));
}

function ofVersion({ lines }: Source, { expected }: Finding, formats: readonly Format[]): readonly Span[] {
  const said: Said = { kind: "demands", words: `the version is ${expected}` };
  const ranges = [...formats.map(({ place }) => [place.line, place.endLine] as const), [1, lines.length] as const];
  for (const [first, last] of ranges)
    for (let line = first; line <= last; line++) {
      const text = lines[line - 1] ?? "";
      if (/version/i.test(text) && text.includes(expected)) return wordsIn(lines, [line, line], expected, said);
    }
  return [];
}

/** What it is recognised by; where nothing is said of that, the headings of what it could be. */
function ofPattern({ lines, contract }: Source, formats: readonly Format[]): readonly Span[] {
  const candidates = formats.length > 0 ? formats : contract.formats.slice(0, mostRows);
  return candidates.flatMap(({ patterns, place }) =>
    patterns.length > 0
      ? patterns.flatMap((pattern) =>
          wordsIn(lines, [pattern.place.line, pattern.place.endLine], pattern.source, {
            kind: "demands",
            words: "recognised by this",
          }),
        )
      : wholeLine(lines, place.line, { kind: "demands", words: "it could be of this format" }),
  );
}

function distinct(spans: readonly Span[]): readonly Span[] {
  return [...new Map(spans.map((span) => [`${span.line} ${span.from}`, span] as const)).values()];
}
