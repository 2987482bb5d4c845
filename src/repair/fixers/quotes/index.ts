import { languageNames, lex } from "#repair/languages";
import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";

const LINES_AT_MOST = 24;
const LINES_BEFORE = 4;
const LINE_COLUMNS_AT_MOST = 600;

export const quotes = defineFixer({
  name: "quotes",
  summary: "adds the quote that a string lacks, or removes one that is too much",
  // Of the signs of a page only those in tags count, and the fixer `markup` reads tags.
  languages: languageNames.filter((name) => name !== "html"),
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  if (file.shape.lifetimes) yield* lifetimes(file);
  for (const line of suspectLines(file)) {
    const start = file.lines.starts[line] ?? 0;
    const text = file.lines.textOf(line);
    if (text.length > LINE_COLUMNS_AT_MOST) continue;
    for (const quote of file.shape.quotes) {
      const count = text.split(quote).length - 1;
      if (count === 0) continue;
      const isTriple = file.shape.strings.some(({ open }) => open === quote.repeat(3)) && text.includes(quote + quote);
      // One sign too many or too few makes an even number odd. A line where it is even has its quotes together.
      if (count % 2 === 0 && !isTriple) continue;
      for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
        const evidence = -1 + contentEvidence(text.slice(0, at) + text.slice(at + 1), file);
        const isDoubled = text[at - 1] === quote || text[at + 1] === quote;
        yield {
          edits: [{ at: start + at, remove: 1, insert: "" }],
          why: `removes a ${quote} that is one too many`,
          evidence: isDoubled ? evidence + 2 : evidence,
          ...(isDoubled && { meaning: `-${quote}${start + firstOf(text, at, quote)}` }),
        };
      }
      yield* insertionsIn(file, text, start, quote, isTriple);
    }
  }
}

function firstOf(text: string, at: number, quote: string): number {
  let first = at;
  while (text[first - 1] === quote) first--;
  return first;
}

/** Wherever the kind of character changes, and at the end. */
function* insertionsIn(
  file: BrokenFile,
  text: string,
  start: number,
  quote: string,
  isTriple: boolean,
): Generator<Candidate> {
  for (let at = text.length - text.trimStart().length; at <= text.length; at++) {
    const [before = " ", after = " "] = [text[at - 1], text[at]];
    if (kindOf(before) === kindOf(after) && kindOf(before) !== "sign") continue;
    // One more where there are two or more already hides the one that is too many.
    const isThird = (before === quote || after === quote) && text.split(quote).length > 3;
    const evidence = contentEvidence(text.slice(0, at) + quote + text.slice(at), file) - (isThird && !isTriple ? 3 : 0);
    yield { edits: [{ at: start + at, remove: 0, insert: quote }], why: `adds the missing ${quote}`, evidence };
  }
}

/** Their quotes do not come in pairs, so that no count tells the line: only the parser does. */
function* lifetimes(file: BrokenFile): Generator<Candidate> {
  const faults = new Set(file.faultOffsets.slice(0, 3).map((offset) => file.lines.lineOf(offset)));
  for (const fault of faults)
    for (const line of [fault, fault - 1])
      if (line >= 0) yield* lifetimesIn(file.lines.textOf(line), file.lines.starts[line] ?? 0);
}

/** `&'a`, `<'a>`; and `''a`. */
function* lifetimesIn(text: string, start: number): Generator<Candidate> {
  for (const { index } of text.matchAll(/''(?=[a-z_])/g))
    yield {
      edits: [{ at: start + index, remove: 1, insert: "" }],
      why: "removes a ' that is one too many",
      evidence: 1,
    };
  for (const { index } of text.matchAll(/(?<=[&<,+:]\s*)\b[a-z_]\w*/g)) {
    yield { edits: [{ at: start + index, remove: 0, insert: "'" }], why: "adds the missing '" };
  }
}

const ODD_CONTENT = 1;

/** A string seldom begins or ends with a blank, holds one side of a bracket, a comma before a quote, or touches a word from outside. */
function contentEvidence(line: string, { shape }: BrokenFile): number {
  const { hereDocuments } = shape;
  let odd = 0;
  const tokens = lex(line, shape);
  for (const [index, { kind, text, start, end, unclosed }] of tokens.entries()) {
    if (kind !== "string" || unclosed) continue;
    const content = text.slice(1, -1);
    if (/^\s|\s$/.test(content)) odd++;
    if (/[,;=(]\s*$|^\s*[,;)=]/.test(content) && content.length > 2) odd++;
    for (const pair of ["()", "[]", "{}"])
      if (content.split(pair[0] ?? "").length !== content.split(pair[1] ?? "").length) odd++;
    const [before, after] = [tokens[index - 1], tokens[index + 1]];
    if (content === "" && before?.end === start && before.kind === "word") odd++;
    if (after?.start === end && (after.kind === "word" || after.kind === "string")) odd++;
    // `$"…"` is nearly always a `$` that was to be within.
    if (hereDocuments && line[start - 1] === "$" && text.startsWith('"')) odd++;
    if (before?.end === start && ((before.kind === "word" && before.text.length > 2) || before.text === ".")) odd++;
  }
  return -odd * ODD_CONTENT;
}

function kindOf(character: string): string {
  return /[\p{L}\p{N}_$]/u.test(character) ? "word" : /\s/.test(character) ? "blank" : "sign";
}

/** Lines near the faults, lines on which a string does not end, and lines with an odd number of quotes. */
function suspectLines(file: BrokenFile): number[] {
  const lines = new Set<number>();
  const isOdd = (line: number): boolean =>
    file.shape.quotes.some((quote) => file.lines.textOf(line).replaceAll(/\\./g, "").split(quote).length % 2 === 0);
  const faults = file.faultOffsets.slice(0, 3).map((offset) => file.lines.lineOf(offset));
  for (const fault of faults)
    for (let away = 0; away <= LINES_BEFORE; away++) if (isOdd(fault - away)) lines.add(fault - away);
  for (const token of file.tokens) if (token.unclosed) lines.add(file.lines.lineOf(token.start));
  // A string that spans lines shows its lost quote only later; so from the first fault backwards.
  const first = Math.min(...faults, Number.MAX_SAFE_INTEGER);
  for (let line = Math.min(first, file.lines.starts.length); line >= 0 && lines.size < LINES_AT_MOST; line--)
    if (isOdd(line)) lines.add(line);
  return [...lines].filter((line) => line >= 0).slice(0, LINES_AT_MOST);
}
