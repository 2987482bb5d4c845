/**
 * Fields that no contract names. Prose is full of words with a colon behind them: only what looks like the fields that are known, and stands among them,
 * is one.
 */
import type { Finding } from "#core/model";
import type { TextRule } from "../compile/index.ts";
import { contentOf, isName } from "./content.ts";
import type { Document, PlacedLabel } from "./document.ts";
import { finding } from "./finding.ts";
import type { Location } from "./locate.ts";

export function unknownFindings(
  document: Document,
  rules: readonly TextRule[],
  location: Location,
  known: ReadonlySet<string>,
): Finding[] {
  const isAdvisory = rules.length > 0 && rules.every((rule) => rule.isAdvisory);
  const labels = [...location.values()].flatMap((located) => (located.by === "label" ? [located.label] : []));
  const headings = [...location.values()].flatMap((located) => (located.by === "heading" ? [located.heading] : []));
  const inside = contents(document, labels, known);
  const unknownLabels = [...document.labels.values()].flat().filter((label) => {
    const { key } = label.label;
    if (known.has(key) || label.line.kind === "heading" || inside.has(label.at)) return false;
    return labels.some((one) => isAlike(label, one) && isNear(document, label, one));
  });
  const end = endOf(document, location);
  const level = Math.max(0, ...headings.map(({ line }) => line.level));
  const first = Math.min(...headings.map(({ at }) => at));
  const unknownHeadings = document.headings.filter(
    ({ key, line, at }) =>
      headings.length > 1 &&
      line.level === level &&
      level > 1 &&
      at > first &&
      at < end &&
      !known.has(key) &&
      !isOneOf(headings, at) &&
      key !== "",
  );
  const report = (name: string, received: string, at: number) =>
    finding(
      { kind: "unknown_field", expected: "nothing of this name", received },
      name,
      document.lineNumber(at),
      isAdvisory,
    );
  return [
    ...unknownLabels.map((label) => {
      const content = contentOf(document, label, known);
      const value = content.inline === "" ? document.textOf(content.from, content.to) : content.inline;
      return report(label.label.name, value, label.at);
    }),
    ...unknownHeadings.map((heading) =>
      report(heading.line.content, document.textOf(heading.at + 1, document.endOfSection(heading)), heading.at),
    ),
  ];
}

function isOneOf(headings: readonly { readonly at: number }[], at: number): boolean {
  return headings.some((heading) => heading.at === at);
}

/** The lines that are the value of a known field. */
function contents(document: Document, labels: readonly PlacedLabel[], known: ReadonlySet<string>): Set<number> {
  const inside = new Set<number>();
  for (const label of labels) {
    const { from, to } = contentOf(document, label, known);
    for (let at = from; at < to; at++) inside.add(at);
  }
  return inside;
}

function isAlike(label: PlacedLabel, known: PlacedLabel): boolean {
  const isSame = label.line.style === known.line.style && (label.line.item === null) === (known.line.item === null);
  return isSame && label.line.indent === known.line.indent && isName(label.label.name, label.line.style);
}

/** Bold labels: with no heading between. Plain ones: in the same paragraph or list, since prose is full of them. */
function isNear({ lines }: Document, label: PlacedLabel, known: PlacedLabel): boolean {
  const [from, to] = label.at < known.at ? [label.at, known.at] : [known.at, label.at];
  for (let at = from + 1; at < to; at++) {
    const line = lines[at];
    if (line?.kind === "heading" || line?.kind === "rule") return false;
    if (line?.kind === "blank" && label.line.style === "plain") return false;
  }
  return true;
}

/** Behind the last thing that was recognised: where its section ends, or a line is drawn. */
function endOf(document: Document, location: Location): number {
  let last = 0;
  for (const { at } of location.values()) last = Math.max(last, at);
  const top = document.headings.filter(({ at }) =>
    [...location.values()].some((located) => located.by === "heading" && located.at === at),
  );
  const level = Math.min(...top.map(({ line }) => line.level));
  for (let at = last + 1; at < document.lines.length; at++) {
    const line = document.lines[at];
    if (line?.kind === "rule" || (line?.kind === "heading" && line.level < level)) return at;
  }
  return document.lines.length;
}
