/** A diff as git writes it, line by line; what is added and taken away is told by its sign and a word, not by colour alone. */

import { type DiffLine, type LineKind, linesOf } from "./lines.ts";

export interface DiffProps {
  readonly text: string;
  readonly isCut: boolean;
  /** For the command that shows the whole. */
  readonly commit: string;
}

const mostLines = 2_000;

export function Diff({ text, isCut, commit }: DiffProps) {
  const all = linesOf(text);
  const lines = all.slice(0, mostLines);
  const added = all.filter(({ kind }) => kind === "added").length;
  const removed = all.filter(({ kind }) => kind === "removed").length;
  return (
    <figure class="patch">
      <figcaption class="quiet">
        {added.toLocaleString()} added, {removed.toLocaleString()} removed
      </figcaption>
      <section class="patch-lines" tabIndex={0} aria-label="The diff">
        <ol>
          {lines.map((line, index) => (
            <Line key={index} line={line} />
          ))}
        </ol>
      </section>
      {(isCut || all.length > lines.length) && (
        <p class="quiet">
          It is longer than is shown. The whole: <code>git show {commit}</code>
        </p>
      )}
    </figure>
  );
}

const signs: Readonly<Record<LineKind, string>> = { added: "+", removed: "−", same: " ", place: "", head: "" };
const words: Readonly<Record<LineKind, string>> = {
  added: "added: ",
  removed: "removed: ",
  same: "",
  place: "",
  head: "",
};

function Line({ line: { kind, text, from, to } }: { readonly line: DiffLine }) {
  return (
    <li class={`patch-line patch-${kind}`}>
      <span class="line-number" aria-hidden="true">
        {from ?? ""}
      </span>
      <span class="line-number" aria-hidden="true">
        {to ?? ""}
      </span>
      <span class="patch-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      <code dir="auto">
        {words[kind] !== "" && <span class="unseen">{words[kind]}</span>}
        {text}
      </code>
    </li>
  );
}
