import type { Token } from "#repair/languages";
import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";
import { codeOf } from "../gaps.ts";

/** An empty `finally` makes a `try` whole and swallows nothing: what was thrown goes on to whoever would have had it. */
export const handler = defineFixer({
  name: "handler",
  summary: "completes a try that has neither handler nor finally, so that every error still goes its way",
  languages: ["javascript", "typescript", "python"],
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  const isNamed = file.faults.some(({ message }) => /\b(catch|finally|except)\b/.test(message));
  for (const one of file.language === "python" ? inPython(file) : inScript(file)) yield { ...one, isNamed };
}

function* inScript(file: BrokenFile): Generator<Candidate> {
  const code = codeOf(file);
  for (const [index, { kind, text }] of code.entries()) {
    if (kind !== "word" || text !== "try" || code[index + 1]?.text !== "{") continue;
    const end = endOfBlock(code, index + 1);
    const next = code[end + 1]?.text;
    if (end < 0 || next === "catch" || next === "finally") continue;
    const at = (code[end] as Token).end;
    // Blanks left behind belong to the clause that was lost.
    const insert = file.text[at] === " " ? "finally {}" : " finally {}";
    yield {
      edits: [{ at: file.text[at] === " " ? at + 1 : at, remove: 0, insert }],
      why: "completes the try with an empty finally",
    };
  }
}

function endOfBlock(code: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; index < code.length; index++) {
    const { kind, text } = code[index] as Token;
    if (kind === "open" && text.endsWith("{")) depth++;
    if (kind === "close" && text === "}" && --depth === 0) return index;
  }
  return -1;
}

const CONTINUES = /^(except|finally|else)\b/;

function* inPython(file: BrokenFile): Generator<Candidate> {
  const { lines } = file;
  for (let line = 0; line < lines.starts.length; line++) {
    const match = /^([ \t]*)try\s*:\s*(#.*)?$/.exec(lines.textOf(line));
    if (match === null) continue;
    const [, indent = ""] = match;
    let last = line;
    let next = line + 1;
    for (; next < lines.starts.length; next++) {
      const text = lines.textOf(next);
      if (text.trim() === "") continue;
      if ((lines.indents[next] ?? 0) <= (lines.indents[line] ?? 0)) break;
      last = next;
    }
    if (last === line || (next < lines.starts.length && CONTINUES.test(lines.textOf(next).trim()))) continue;
    const inner = /^[ \t]*/.exec(lines.textOf(line + 1))?.[0] ?? `${indent}    `;
    const eol = file.text.includes("\r\n") ? "\r\n" : "\n";
    const at = (lines.starts[last] ?? 0) + lines.textOf(last).length;
    const unit = inner.length > indent.length ? inner : `${indent}    `;
    yield {
      edits: [{ at, remove: 0, insert: `${eol}${indent}finally:${eol}${unit}pass` }],
      why: "completes the try with an empty finally",
    };
  }
}
