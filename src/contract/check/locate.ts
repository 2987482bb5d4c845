/** Where in a text each rule of a format is met. */
import type { FieldRule, HeadingRule, ListRule, TableRule, TextRule } from "../compile/index.ts";
import type { TextShape } from "../read/index.ts";
import { nameKey, type TextTable } from "../text/index.ts";
import type { Document, PlacedHeading, PlacedLabel } from "./document.ts";

export type Located =
  | { readonly by: "label"; readonly label: PlacedLabel; readonly at: number }
  | { readonly by: "heading"; readonly heading: PlacedHeading; readonly at: number }
  | { readonly by: "table"; readonly table: TextTable; readonly at: number }
  /** A row of a table of names and values. */
  | { readonly by: "row"; readonly value: string; readonly at: number }
  /** A column of a table: one value for each row. */
  | { readonly by: "column"; readonly table: TextTable; readonly column: number; readonly at: number }
  | { readonly by: "items"; readonly at: number };

export type Location = ReadonlyMap<TextRule, Located>;

export function locate(document: Document, rules: readonly TextRule[]): Location {
  const found = new Map<TextRule, Located>();
  const taken = new Set<PlacedHeading>();
  for (const rule of rules) {
    const located = rule.kind === "heading" ? heading(document, rule, taken) : null;
    if (located === null) continue;
    found.set(rule, located);
    if (located.by === "heading") taken.add(located.heading);
  }
  for (const rule of rules) {
    if (rule.kind === "field") set(found, rule, field(document, rule, taken));
    else if (rule.kind === "table") set(found, rule, table(document, rule));
  }
  for (const rule of rules) if (rule.kind === "list") set(found, rule, list(document, rule, rules, found));
  return found;
}

function set(found: Map<TextRule, Located>, rule: TextRule, located: Located | null): void {
  if (located !== null) found.set(rule, located);
}

function heading({ headings }: Document, rule: HeadingRule, taken: ReadonlySet<PlacedHeading>): Located | null {
  const isLike = (candidate: PlacedHeading) => !taken.has(candidate) && hasName(candidate, rule);
  const found =
    headings.find((candidate) => candidate.line.level === rule.level && isLike(candidate)) ?? headings.find(isLike);
  return found === undefined ? null : { by: "heading", heading: found, at: found.at };
}

function hasName({ key, line }: PlacedHeading, rule: HeadingRule): boolean {
  const hasPlaceholder = rule.text.some((piece) => typeof piece !== "string");
  if (!hasPlaceholder) return key === rule.key;
  const literal = leading(rule.text);
  // `# {title}`: any heading of this level will do.
  if (literal === "") return line.level === rule.level;
  return key.startsWith(nameKey(literal)) && key !== "";
}

function leading(text: TextShape): string {
  const [first] = text;
  return typeof first === "string" ? first : "";
}

function field(document: Document, rule: FieldRule, taken: ReadonlySet<PlacedHeading>): Located | null {
  const label = document.labels.get(rule.key)?.[0];
  if (label !== undefined) return { by: "label", label, at: label.at };
  const section = document.headings.find((candidate) => candidate.key === rule.key && !taken.has(candidate));
  if (section !== undefined) return { by: "heading", heading: section, at: section.at };
  for (const table of document.tables) {
    if (table.columns.length !== 2) continue;
    const row = table.rows.findIndex(([name = ""]) => nameKey(name) === rule.key);
    if (row >= 0) return { by: "row", value: table.rows[row]?.[1] ?? "", at: table.at + 2 + row };
  }
  for (const table of document.tables) {
    const column = table.keys.indexOf(rule.key);
    if (column >= 0) return { by: "column", table, column, at: table.at };
  }
  return null;
}

/** The table with most of the columns; or, with hardly any of them, the one that stands where it is looked for. */
function table(document: Document, rule: TableRule): Located | null {
  let best: TextTable | undefined;
  let most = 0;
  for (const candidate of document.tables) {
    const shared = rule.columns.filter(({ key }) => candidate.keys.includes(key)).length;
    if (shared > most && 2 * shared >= Math.min(rule.columns.length, 4)) [best, most] = [candidate, shared];
  }
  best ??= below(document, rule.owner);
  return best === undefined ? null : { by: "table", table: best, at: best.at };
}

function below(document: Document, owner: string): TextTable | undefined {
  if (owner === "") return undefined;
  const section = document.headings.find(({ key }) => key === owner || key === `${owner}table`);
  const label = document.labels.get(owner)?.[0] ?? document.labels.get(`${owner}table`)?.[0];
  const at = section?.at ?? label?.at;
  if (at === undefined) return undefined;
  const end = section === undefined ? at + 4 : document.endOfSection(section);
  return document.tables.find((candidate) => candidate.at > at && candidate.at < end);
}

function list(document: Document, rule: ListRule, rules: readonly TextRule[], found: Location): Located | null {
  const owner = rules.find(
    (candidate) =>
      candidate !== rule && candidate.kind !== "table" && candidate.key === rule.key && found.has(candidate),
  );
  const from = owner === undefined ? -1 : (found.get(owner)?.at ?? -1);
  for (let at = from + 1; at < document.lines.length; at++) {
    const line = document.lines[at];
    if (line?.item !== null && line?.item !== undefined) return { by: "items", at };
    if (from >= 0 && (line?.kind === "heading" || line?.kind === "row")) return null;
  }
  return null;
}
