import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";

const EXPECTED = /^'<\/([^>]+)>' expected$/;
const STRAY = /^'<\/([^>]+)>' ends nothing$/;
const TAGS_AFTER_AT_MOST = 60;

export const tags = defineFixer({
  name: "tags",
  summary: "adds an end tag that is missing, or removes one that ends nothing",
  languages: ["html"],
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  for (const [nth, { message }] of file.faults.entries()) {
    const at = file.faultOffsets[nth] ?? 0;
    const missing = EXPECTED.exec(message)?.[1];
    if (missing !== undefined) yield* endTags(file, at, `</${missing}>`);
    const stray = STRAY.exec(message)?.[1];
    // Where it does not stand twice, more likely it is its beginning that is damaged.
    if (stray !== undefined && isDoubled(file.text, at))
      yield {
        edits: [{ at, remove: file.text.indexOf(">", at) + 1 - at, insert: "" }],
        why: `removes '</${stray}>', which ends nothing`,
      };
  }
}

/** Before a later tag, on the line where the element begins or where the page comes back to its depth. */
function* endTags(file: BrokenFile, start: number, tag: string): Generator<Candidate> {
  const { text, lines } = file;
  const first = lines.lineOf(start);
  const depth = lines.indents[first] ?? 0;
  const why = `adds the missing '${tag}'`;
  const indent = /^[ \t]*/.exec(lines.textOf(first))?.[0] ?? "";
  const pattern = /<\/?[a-zA-Z!]|\n/g;
  pattern.lastIndex = text.indexOf(">", start) + 1;
  for (let count = 0; count < TAGS_AFTER_AT_MOST; count++) {
    const match = pattern.exec(text);
    if (match === null) break;
    const line = lines.lineOf(match.index);
    const sameLine = line === first ? 1.5 : 0;
    if (match[0] === "\n") {
      const next = line + 1;
      const isBlank = lines.textOf(next).trim() === "";
      const backAgain = !isBlank && (lines.indents[next] ?? 0) <= depth;
      if (line === first) yield { edits: [{ at: match.index, remove: 0, insert: tag }], why, evidence: sameLine - 0.5 };
      if (isBlank && lines.textOf(next) === indent)
        yield { edits: [{ at: (lines.starts[next] ?? 0) + indent.length, remove: 0, insert: tag }], why, evidence: 2 };
      if (backAgain)
        yield {
          edits: [{ at: match.index, remove: 0, insert: `\n${indent}${tag}` }],
          why,
          evidence: line === first ? -1 : 1,
        };
      if (backAgain && line !== first) break;
      continue;
    }
    yield {
      edits: [{ at: match.index, remove: 0, insert: tag }],
      why,
      evidence: sameLine + (match[0].startsWith("</") ? 0.5 : 0),
    };
  }
}

function isDoubled(text: string, at: number): boolean {
  const tag = text.slice(at, text.indexOf(">", at) + 1);
  return (
    text.slice(0, at).trimEnd().endsWith(tag) ||
    text
      .slice(at + tag.length)
      .trimStart()
      .startsWith(tag)
  );
}
