import { lex, type Shape } from "#repair/languages";
import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";
import { hunksOf } from "./hunks.ts";

const ANCHOR_LINES = 3;

/** Puts back what a former version has and this one lost, and only where nothing of this one goes away for it. */
export const history = defineFixer({
  name: "history",
  summary: "restores from git what was cut off or lost",
  languages: "all",
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  for (const former of file.history) {
    yield* cutOff(file, former);
    yield* lost(file, former);
  }
}

/** The file ends in the middle of what the former version goes on with. */
function* cutOff({ text }: BrokenFile, former: string): Generator<Candidate> {
  const why = "restores from git the end that was cut off";
  if (former.length > text.length && former.startsWith(text)) {
    yield {
      edits: [{ at: text.length, remove: 0, insert: former.slice(text.length) }],
      why,
      evidence: 5,
      isNamed: true,
    };
    return;
  }
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  const anchor = lines.slice(-ANCHOR_LINES).join("\n");
  if (lines.length < ANCHOR_LINES || anchor.trim() === "") return;
  const at = former.lastIndexOf(`${anchor}\n${rest}`);
  if (at < 0 || former.indexOf(`${anchor}\n${rest}`) !== at) return;
  const end = at + anchor.length + 1 + rest.length;
  if (end < former.length)
    yield { edits: [{ at: text.length, remove: 0, insert: former.slice(end) }], why, evidence: 4, isNamed: true };
}

function* lost({ text, shape }: BrokenFile, former: string): Generator<Candidate> {
  for (const { at, remove, insert } of hunksOf(text, former)) {
    if (!holdsAll(insert, text.slice(at, at + remove), shape)) continue;
    yield { edits: [{ at, remove, insert }], why: "restores from git what was lost here", evidence: 3 };
  }
}

/** Whether every token of the one is in the other, in the same order: then nothing vanishes. */
function holdsAll(whole: string, part: string, shape: Shape): boolean {
  const wanted = lex(part, shape).filter(({ kind }) => kind !== "line");
  let next = 0;
  for (const { text } of lex(whole, shape)) if (wanted[next]?.text === text) next++;
  return next === wanted.length;
}
