/** A text as lines of known kinds, with its fenced pieces apart. */
import { type Line, readLine } from "./line.ts";

export interface TextLines {
  readonly lines: readonly Line[];
  /** Line numbers of the whole output: of index 0. */
  readonly firstLine: number;
  readonly fences: readonly Fence[];
}

interface Fence {
  /** The first word behind the backticks, in lower case. */
  readonly language: string;
  /** Index of the line behind the opening one. */
  readonly from: number;
  /** Index of the closing one, or behind the last line. */
  readonly to: number;
}

/** Byte order marks and carriage returns say nothing. */
export function plainLines(text: string): string[] {
  const whole = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return (whole.includes("\r") ? whole.replace(/\r\n?/g, "\n") : whole).split("\n");
}

export function scan(raw: readonly string[], from = 0, to = raw.length): TextLines {
  const lines: Line[] = [];
  const fences: Fence[] = [];
  let open: { mark: string; language: string; from: number } | null = null;
  for (let index = from; index < to; index++) {
    const text = raw[index] ?? "";
    const mark = fenceMark(text);
    if (open !== null) {
      const isEnd = mark !== null && mark.rest === "" && mark.mark.startsWith(open.mark);
      if (isEnd) {
        fences.push({ language: open.language, from: open.from, to: index });
        open = null;
      }
      lines.push(codeLine(isEnd ? "fence" : "code", text));
    } else if (mark !== null) {
      open = { mark: mark.mark, language: mark.rest.split(/[\s{,:]/)[0]?.toLowerCase() ?? "", from: index + 1 };
      lines.push(codeLine("fence", text));
    } else {
      lines.push(readLine(text));
      underline(lines);
    }
  }
  if (open !== null) fences.push({ language: open.language, from: open.from, to });
  return { lines, firstLine: from + 1, fences };
}

/** A line of `===` or `---` right below a line of text makes that a heading. */
function underline(lines: Line[]): void {
  const rule = lines.at(-1);
  const above = lines.at(-2);
  if (rule?.kind !== "rule" || above?.kind !== "text" || above.item !== null) return;
  const level = rule.content.startsWith("=") ? 1 : rule.content.startsWith("-") ? 2 : 0;
  if (level === 0) return;
  lines[lines.length - 2] = { ...above, kind: "heading", level };
}

function codeLine(kind: "code" | "fence", text: string): Line {
  return { kind, content: text, indent: 0, level: 0, item: null, labels: [], style: "plain" };
}

function fenceMark(text: string): { mark: string; rest: string } | null {
  const first = text.charCodeAt(0);
  // A backtick, a tilde, or a space before one.
  if (first !== 0x60 && first !== 0x7e && first !== 0x20) return null;
  const match = /^ {0,3}(`{3,100}|~{3,100})(.{0,60})/.exec(text.slice(0, 170));
  if (match?.[1] === undefined) return null;
  const rest = (match[2] ?? "").trim();
  return match[1].startsWith("`") && rest.includes("`") ? null : { mark: match[1], rest };
}
