import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";

const ENDS: Readonly<Record<string, string>> = {
  if: "fi",
  for: "done",
  while: "done",
  until: "done",
  select: "done",
  case: "esac",
};
const BEGINS = /^\s*(?:\w+=.*\s)?(if|elif|for|while|until|select|case)\b/;
/** What the parser says of a compound command that does not go on, or does not end, as it should. */
const NAMED = /`(?:(?:if|elif|else|then|fi|for|while|until|select|do|done|case|esac)\b[^`]*|[})])`.*(can only|must)/;
const LINES_AT_MOST = 2_000;

export const terminator = defineFixer({
  name: "terminator",
  summary:
    "adds the word that ends or continues a compound command of the shell (fi, done, esac, then, do), or removes one too many",
  languages: ["shell"],
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  const { lines } = file;
  const last = Math.min(lines.starts.length, LINES_AT_MOST);
  const eol = file.text.includes("\r\n") ? "\r\n" : "\n";
  const isNamed = file.faults.some(({ message }) => NAMED.test(message));
  for (let line = 0; line < last; line++) {
    const word = BEGINS.exec(lines.textOf(line))?.[1];
    if (word === undefined) continue;
    for (const candidate of ofCommand(file, line, word, eol)) yield { ...candidate, isNamed };
  }
  for (let line = 0; line < last; line++) yield* stray(file, line);
}

/** At the first line that stands no deeper than the command, unless it is its end already. */
function* ofCommand(file: BrokenFile, line: number, word: string, eol: string): Generator<Candidate> {
  const { lines } = file;
  const text = lines.textOf(line);
  const end = ENDS[word];
  const indent = /^[ \t]*/.exec(text)?.[0] ?? "";
  if (end !== undefined && !new RegExp(`\\b${end}\\b`).test(text)) yield* endsAfter(file, line, end, indent, eol);
  const middle = word === "if" || word === "elif" ? "then" : word === "case" ? "" : "do";
  if (middle === "" || new RegExp(`\\b${middle}\\b`).test(text)) return;
  const start = lines.starts[line] ?? 0;
  const about = { why: `adds the missing '${middle}'`, meaning: `${middle}${line}` };
  const put = (at: number, insert: string, evidence: number): Candidate => ({
    ...about,
    ...{ edits: [{ at, remove: 0, insert }], evidence },
  });
  // Blanks left behind, and lines, say where it stood.
  if (/;[ \t]+$/.test(text)) yield put(start + text.length, middle, 2);
  const next = lines.textOf(line + 1);
  if (next.trim() === "" && line + 1 < lines.starts.length)
    yield put((lines.starts[line + 1] ?? 0) + next.length, next === "" ? `${indent}${middle}` : middle, 1);
  const bare = start + text.trimEnd().length;
  yield put(bare, `${/;\s*$/.test(text) ? " " : "; "}${middle}`, 0);
  yield put(bare, `${eol}${indent}${middle}`, -1);
}

function* endsAfter(file: BrokenFile, line: number, end: string, indent: string, eol: string): Generator<Candidate> {
  const { lines } = file;
  const depth = lines.indents[line] ?? 0;
  for (let next = line + 1; next <= lines.starts.length; next++) {
    const text = next < lines.starts.length ? lines.textOf(next) : "";
    const at = next < lines.starts.length ? (lines.starts[next] ?? 0) : file.text.length;
    const why = `adds the missing '${end}'`;
    const meaning = `${end}${next}`;
    if (text.trim() === "" && next < lines.starts.length) {
      if (text === indent && text !== "")
        yield { edits: [{ at: at + text.length, remove: 0, insert: end }], why, meaning, evidence: 2 };
      else if (text === "")
        yield { edits: [{ at, remove: 0, insert: `${indent}${end}` }], why, meaning, evidence: 0.5 };
      continue;
    }
    if ((lines.indents[next] ?? 0) > depth && next < lines.starts.length) continue;
    if (/^\s*(then|do|else|elif|in)\b/.test(text)) continue;
    if (!new RegExp(`^\\s*${end}\\b`).test(text)) {
      const insert = at > 0 && file.text[at - 1] !== "\n" ? `${eol}${indent}${end}` : `${indent}${end}${eol}`;
      yield { edits: [{ at, remove: 0, insert }], why, meaning };
      // A lost word leaves what stood behind it.
      const rest = /^(\s*)([;)|&<>].*)$/.exec(text);
      if (rest !== null)
        yield { edits: [{ at: at + (rest[1]?.length ?? 0), remove: 0, insert: end }], why, meaning, evidence: 1 };
    }
    return;
  }
}

function* stray(file: BrokenFile, line: number): Generator<Candidate> {
  const text = file.lines.textOf(line);
  const match = /^\s*(fi|done|esac|then|do|else)\s*$/.exec(text);
  if (match === null) return;
  const at = file.lines.starts[line] ?? 0;
  const isDoubled = file.lines.textOf(line - 1).trim() === match[1];
  yield {
    edits: [{ at, remove: (file.lines.starts[line + 1] ?? file.text.length) - at, insert: "" }],
    why: `removes a '${match[1]}' that is one too many`,
    evidence: isDoubled ? 1 : -1,
    isNamed: isDoubled,
  };
}
