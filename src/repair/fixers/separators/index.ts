import { languageNames, type Token } from "#repair/languages";
import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";
import { codeOf, indexAt, insertions, removal } from "../gaps.ts";

const BEFORE_TOKENS = 30;
const AFTER_TOKENS = 6;
const EXPECTED = 2;

export const separators = defineFixer({
  name: "separators",
  summary: "adds a comma, colon, semicolon or another sign that the parser misses, or removes one that is too much",
  // Of the signs of a page only those in tags count, and the fixer `markup` reads tags.
  languages: languageNames.filter((name) => name !== "html"),
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  const code = codeOf(file);
  const marks = new Set(file.shape.marks);
  const seen = new Set<number>();
  for (const [nth, offset] of file.faultOffsets.slice(0, 4).entries()) {
    const center = indexAt(code, offset);
    const hinted = expectedBy(file.faults[nth]?.message ?? "");
    const signs = [...new Set([...hinted, ...marks])];
    for (
      let index = Math.max(0, center - BEFORE_TOKENS);
      index <= Math.min(code.length, center + AFTER_TOKENS);
      index++
    ) {
      if (seen.has(index)) continue;
      seen.add(index);
      for (const sign of signs) {
        if (code[index - 1]?.text === sign || code[index]?.text === sign) continue;
        for (const one of insertions(file, code, index, sign)) {
          const isHinted = hinted.includes(sign) && Math.abs(index - center) <= 1;
          yield isHinted ? { ...one, evidence: (one.evidence ?? 0) + EXPECTED } : one;
        }
      }
      const token = code[index];
      if (token?.kind === "mark" && isRemovable(token, marks) && !isHalf(file, token)) yield removal(file, code, index);
    }
  }
}

function isRemovable({ text }: Token, marks: ReadonlySet<string>): boolean {
  return marks.has(text) || /^[=.+*&|<>!?/\\-]$/.test(text);
}

/** Of `;;`, which ends a branch of the shell, of `&&` and of `||`: what is left is another command. */
function isHalf({ text, language }: BrokenFile, { text: sign, start, end }: Token): boolean {
  if (!(sign === "&" || sign === "|" || (sign === ";" && language === "shell"))) return false;
  let [from, to] = [start, end];
  while (text[from - 1] === sign) from--;
  while (text[to] === sign) to++;
  return to - from === 2;
}

/** "',' expected", "expected ':'": the parser's own word for what is missing. */
function expectedBy(message: string): string[] {
  const quoted = [...message.matchAll(/[‘'"`]([^\s'"`’]{1,2})['"`’]/g)].map(([, sign = ""]) => sign);
  const isExpectation = /expected|missing|missed|forgot|must|unfinished/i.test(message);
  const named = /comma/i.test(message)
    ? [","]
    : /colon\b/i.test(message)
      ? [/semicolon/i.test(message) ? ";" : ":"]
      : [];
  return isExpectation ? [...quoted.filter((sign) => /^[^\w()[\]{}]+$/.test(sign)), ...named] : [];
}
