/** The places between tokens where a sign can be put in, and how it would be set there. */
import type { Token } from "#repair/languages";
import type { BrokenFile, Candidate } from "./fixer.ts";

/** Tokens without line ends and comments: what a parser sees. */
export function codeOf(file: BrokenFile): readonly Token[] {
  return file.tokens.filter(({ kind }) => kind !== "line" && kind !== "comment");
}

/** The code token at or after an offset. */
export function indexAt(code: readonly Token[], offset: number): number {
  let low = 0;
  let high = code.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((code[middle] as Token).end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Placement {
  readonly at: number;
  readonly insert: string;
  readonly beginsLine: boolean;
  /** How strongly the blanks that are there speak for exactly this place. */
  readonly evidence: number;
}

const LEFT_BEHIND = 2;

/** Every way to set a sign between the tokens `index - 1` and `index`. `closesAt`: the blanks before the line that a closing sign belongs to. */
export function placements(
  file: BrokenFile,
  code: readonly Token[],
  index: number,
  sign: string,
  closesAt = "",
): Placement[] {
  const { text } = file;
  const start = index === 0 ? 0 : (code[index - 1] as Token).end;
  const end = index < code.length ? (code[index] as Token).start : text.length;
  const between = text.slice(start, end);
  return between.includes("\n") ? acrossLines(file, start, end, sign, closesAt) : withinLine(text, start, end, sign);
}

function withinLine(text: string, start: number, end: number, sign: string): Placement[] {
  const isFirst = /(^|\n)[ \t]*$/.test(text.slice(0, start)) && start === 0;
  const place = (at: number, evidence: number): Placement => ({ at, insert: sign, beginsLine: isFirst, evidence });
  const blanks = end - start;
  const goesBefore = "([{<\"'`".includes(sign);
  if (blanks >= 2 && /^ +$/.test(text.slice(start, end)))
    return [place(start + 1, LEFT_BEHIND), place(goesBefore ? end : start, 0)];
  // "foo( a" and "a ,b": set as its kind is set.
  return goesBefore ? [place(end, 0)] : [place(start, 0)];
}

function acrossLines(file: BrokenFile, start: number, end: number, sign: string, closesAt: string): Placement[] {
  const { text } = file;
  const found: Placement[] = [];
  const firstBreak = text.indexOf("\n", start);
  const tail = /^[ \t]*/.exec(text.slice(start, firstBreak))?.[0].length ?? 0;
  const isBare = /^[ \t]*\r?$/.test(text.slice(start, firstBreak));
  const opens = "([{".includes(sign);
  const closes = ")]}".includes(sign);
  if (isBare && tail > 0) found.push({ at: start + tail, insert: sign, beginsLine: false, evidence: LEFT_BEHIND });
  found.push({ at: start, insert: sign === "{" ? " {" : sign, beginsLine: start === 0, evidence: 0 });
  // Lines in between with nothing, or nothing but blanks: somebody's sign may have stood there alone.
  for (let at = firstBreak + 1; at > 0 && at < end; at = text.indexOf("\n", at) + 1) {
    const blank = /[ \t]*/y;
    blank.lastIndex = at;
    blank.test(text);
    const lineEnd = blank.lastIndex;
    const isLast = lineEnd >= end;
    if (!isLast && (text[lineEnd] === "\n" || text[lineEnd] === "\r") && (closes || lineEnd > at)) {
      found.push({ at: lineEnd, insert: sign, beginsLine: true, evidence: lineEnd > at ? LEFT_BEHIND : 0.5 });
    }
    if (text.indexOf("\n", at) < 0) break;
  }
  const lineStart = text.lastIndexOf("\n", end - 1) + 1;
  if (end < text.length || end > lineStart) {
    const indent = end - lineStart;
    // "} else" without its bracket: one blank more than lines are indented by.
    if (closes && indent % 2 === 1 && text[end - 1] === " ")
      found.push({ at: end - 1, insert: sign, beginsLine: true, evidence: LEFT_BEHIND });
    found.push({ at: end, insert: sign, beginsLine: true, evidence: opens ? 0.2 : closes ? 0 : -3 });
  } else if (closes) found.push({ at: end, insert: sign, beginsLine: true, evidence: 0 });
  if (closes) {
    const eol = text[firstBreak - 1] === "\r" ? "\r\n" : "\n";
    const at = text[firstBreak - 1] === "\r" ? firstBreak - 1 : firstBreak;
    found.push({ at, insert: `${eol}${closesAt}${sign}`, beginsLine: true, evidence: -0.5 });
  }
  return found;
}

/** The candidates that put one sign into one gap. */
export function* insertions(
  file: BrokenFile,
  code: readonly Token[],
  index: number,
  sign: string,
  closesAt?: string,
): Generator<Candidate> {
  const company = companyOf(code[index - 1]?.text, sign, code[index]?.text);
  for (const { at, insert, beginsLine, evidence } of placements(file, code, index, sign, closesAt)) {
    yield {
      edits: [{ at, remove: 0, insert }],
      why: `adds the missing '${sign}'`,
      token: { index, remove: 0, insert: sign, beginsLine },
      meaning: `+${sign}${runStart(code, index, sign)}`,
      evidence: evidence + company,
    };
  }
}

/** A pair with nothing in it is seldom what was meant, where something stood between; and closing brackets keep together. */
function companyOf(before: string | undefined, sign: string, after: string | undefined): number {
  if ("([{".includes(before ?? " ") && ")]}".includes(sign)) return -2;
  if ("([{".includes(sign) && ")]}".includes(after ?? " ")) return -2;
  return ")]}".includes(sign) && (before === sign || after === sign) ? 0.6 : 0;
}

/** Adding to a run of equal signs is the same wherever in the run it is done. */
function runStart(code: readonly Token[], index: number, sign: string): number {
  let at = index;
  while (at > 0 && code[at - 1]?.text === sign) at--;
  return at;
}

const DOUBLED = 2.2;
/** People lose signs more often than they add them. */
const LOST_RATHER_THAN_ADDED = -1.2;

export function removal(file: BrokenFile, code: readonly Token[], index: number): Candidate {
  const { text, start, end } = code[index] as Token;
  const isDoubled = file.text[start - 1] === text || file.text[end] === text;
  return {
    edits: [{ at: start, remove: end - start, insert: "" }],
    why: `removes a '${text}' that is one too many`,
    token: { index, remove: 1, insert: "", beginsLine: false },
    meaning: `-${text}${runStart(code, index, text)}`,
    evidence: isDoubled ? DOUBLED : LOST_RATHER_THAN_ADDED,
  };
}

export function replacement(file: BrokenFile, code: readonly Token[], index: number, sign: string): Candidate {
  const { text, start, end } = code[index] as Token;
  return {
    edits: [{ at: start, remove: end - start, insert: sign }],
    why: `'${sign}' instead of '${text}'`,
    token: { index, remove: 1, insert: sign, beginsLine: file.lines.starts[file.lines.lineOf(start)] === start },
  };
}
