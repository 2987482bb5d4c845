/**
 * One line of Markdown as it is written in outputs and templates: what kind it is, and which labels stand in it. Not a Markdown parser: outputs are
 * many and long, and only what a contract can ask for is looked at. Every pattern here is tried on a bounded piece of a line.
 */
import { nameKey } from "./names.ts";

export interface Label {
  readonly name: string;
  readonly key: string;
  /** What stands behind it on the line. */
  readonly value: string;
}

export interface Line {
  readonly kind: "blank" | "heading" | "row" | "rule" | "text" | "code" | "fence";
  /** Without the marks of its kind: `#`, `-`, `1.`. */
  readonly content: string;
  readonly indent: number;
  /** Of a heading. */
  readonly level: number;
  /** A bullet is 0; null where it is no item. */
  readonly item: number | null;
  readonly labels: readonly Label[];
  /** How the labels are written: those of one kind look the same. */
  readonly style: "bold" | "plain";
}

const longestLabelled = 2_000;

export function readLine(raw: string): Line {
  const text = raw.trimEnd();
  const indent = text.length - text.trimStart().length;
  const trimmed = text.slice(indent);
  if (trimmed === "") return lineOf("blank", "", indent);
  if (trimmed.startsWith("#")) {
    const heading = headingOf(trimmed, indent);
    if (heading !== null) return heading;
  }
  if (isRule(trimmed)) return lineOf("rule", trimmed, indent);
  if (trimmed.startsWith("|")) return lineOf("row", trimmed, indent);
  const marker = /^(?:[-*+•]|(\d{1,9})[.)])\s+(?:\[[ xX]\]\s+)?/.exec(trimmed.slice(0, 40));
  const item = marker === null ? null : Number(marker[1] ?? 0);
  const content = marker === null ? trimmed : trimmed.slice(marker[0].length);
  return { ...lineOf("text", content, indent), item, ...labelsOf(content) };
}

function lineOf(kind: Line["kind"], content: string, indent: number): Line {
  return { kind, content, indent, level: 0, item: null, labels: [], style: "plain" };
}

function headingOf(trimmed: string, indent: number): Line | null {
  let level = 0;
  while (trimmed[level] === "#") level++;
  if (level > 6 || indent > 3 || (level < trimmed.length && !/\s/.test(trimmed[level] ?? ""))) return null;
  let end = trimmed.length;
  while (end > level && trimmed[end - 1] === "#") end--;
  const content = trimmed
    .slice(level, end < trimmed.length && /\s/.test(trimmed[end - 1] ?? "") ? end : undefined)
    .trim();
  return { ...lineOf("heading", unemphasised(content), indent), level, ...labelsOf(unemphasised(content)) };
}

/** `---`, `***`, `===`. */
function isRule(trimmed: string): boolean {
  return trimmed.length >= 3 && /^(?:-{3,}|\*{3,}|_{3,}|={3,})$/.test(trimmed.slice(0, 200));
}

const bold =
  /(?:\*\*|__)([^*\n]{1,80}?)(?:(?:\*\*|__)\s{0,3}[:：]|[:：]\s{0,3}(?:\*\*|__)|(?:\*\*|__)\s{1,3}[—–-](?=\s))\s*/g;
const decorated = /^[^\p{L}\p{N}*_`|<>{[("]{0,12}(?=\*\*|__)/u;
const plain = /^[`"*_]?(\p{L}[\p{L}\p{M}\p{N}_ ./&'()#+-]{0,59}?)[`"*_]?\s?(?::(?=\s|$)|：)[*_]?\s*/u;

/** `**Gate**: 4 | **Status**: PASS` holds two; a plain line holds one. */
export function labelsOf(content: string): Pick<Line, "labels" | "style"> {
  const head = content.slice(0, longestLabelled);
  const from = decorated.exec(head.slice(0, 40))?.[0].length;
  if (from !== undefined) {
    const found = [...head.slice(from).matchAll(bold)];
    if (found[0]?.index === 0) {
      const labels = found.map((match, index) => {
        const start = from + match.index + match[0].length;
        const next = found[index + 1];
        const value = next === undefined ? content.slice(start) : head.slice(start, from + next.index);
        const name = (match[1] ?? "").replace(/[:：]\s*$/, "").trim();
        return { name, key: nameKey(name), value: next === undefined ? value.trim() : trimSeparator(value) };
      });
      return { labels: labels.filter(({ key }) => key !== ""), style: "bold" };
    }
  }
  const match = plain.exec(head.slice(0, 80));
  const [whole, name] = match ?? [];
  if (whole === undefined || name === undefined) return { labels: [], style: "plain" };
  const value = content.slice(whole.length).trim();
  return { labels: [{ name: name.trim(), key: nameKey(name), value }], style: "plain" };
}

function trimSeparator(value: string): string {
  return value
    .trim()
    .replace(/\s?[|·•,;/—–-]$/, "")
    .trim();
}

/** A cell's, a heading's or a value's words without the emphasis, the backticks or the quotes around the whole of it. */
export function unemphasised(text: string): string {
  let inner = text.trim();
  for (const mark of ["**", "__", "``", "*", "_", "`", '"']) {
    const isAround = inner.length > 2 * mark.length && inner.startsWith(mark) && inner.endsWith(mark);
    if (isAround && !inner.slice(mark.length, -mark.length).includes(mark))
      inner = inner.slice(mark.length, -mark.length).trim();
  }
  return inner;
}
