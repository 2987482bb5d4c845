import { type BrokenFile, type Candidate, defineFixer } from "../fixer.ts";
import { damagesOf } from "./damage.ts";

export const markup = defineFixer({
  name: "markup",
  summary: "sets right a tag that has a quote, an angle bracket or an equals sign too few or too many",
  languages: ["html"],
  propose,
});

function* propose(file: BrokenFile): Generator<Candidate> {
  for (const { edit, why, evidence } of damagesOf(file.text)) {
    const { at, remove, insert } = edit;
    // Of two equal signs beside each other either can go.
    let first = at;
    while (remove === 1 && file.text[first - 1] === file.text[at]) first--;
    yield { edits: [edit], why, evidence, meaning: `${at === first ? at : first} ${remove} ${insert}` };
  }
}
