/** Lines of a text with marks in them. Whatever it says, it is only ever text; each line is set in its own direction. */
import type { MarkedLine, MarkedText } from "#core/model";

export function Marked({ title, text }: { readonly title: string; readonly text: MarkedText }) {
  const { lines, totalLines, cut } = text;
  const last = lines.at(-1)?.line ?? 0;
  return (
    <figure class="marked">
      <figcaption>{title}</figcaption>
      <section class="marked-lines" tabIndex={0} aria-label={title}>
        <ol>
          {lines.map((line, index) => (
            <Line key={line.line} line={line} skipped={line.line - (lines[index - 1]?.line ?? line.line - 1) - 1} />
          ))}
        </ol>
        {last < totalLines && cut !== null && <p class="marked-gap">⋯</p>}
      </section>
      {cut !== null && <p class="quiet">{cut}</p>}
    </figure>
  );
}

function Line({ line, skipped }: { readonly line: MarkedLine; readonly skipped: number }) {
  const { cutBefore, cutAfter, marks } = line;
  return (
    <>
      {skipped > 0 && (
        <li class="marked-gap">
          <span aria-hidden="true">⋯ </span>
          {skipped.toLocaleString()} lines left out
        </li>
      )}
      <li class={marks.length > 0 ? "marked-line has-mark" : "marked-line"}>
        <span class="line-number">{line.line}</span>
        <span class="line-text">
          <code dir="auto">
            {cutBefore > 0 && <Cut characters={cutBefore} />}
            <Pieces line={line} />
            {cutAfter > 0 && <Cut characters={cutAfter} />}
          </code>
          {marks.map(({ kind, from, words }) => (
            <span key={`${kind} ${from} ${words}`} class={`mark-words words-${kind}`}>
              <bdi>{words}</bdi>
            </span>
          ))}
        </span>
      </li>
    </>
  );
}

/** The line in turns of plain and marked text. Marks that overlap begin where the one before ends. */
function Pieces({ line: { text, marks } }: { readonly line: MarkedLine }) {
  const { pieces, end } = marks.reduce<{ readonly pieces: readonly preact.JSX.Element[]; readonly end: number }>(
    (done, { kind, from, to }) => {
      const start = Math.max(from, done.end);
      const stop = Math.max(start, to);
      const key = `${kind} ${from} ${to}`;
      const piece = (
        <span key={key}>
          {text.slice(done.end, start)}
          <mark class={`mark mark-${kind}`}>{text.slice(start, stop)}</mark>
        </span>
      );
      return { pieces: [...done.pieces, piece], end: stop };
    },
    { pieces: [], end: 0 },
  );
  return (
    <>
      {pieces}
      {text.slice(end)}
    </>
  );
}

function Cut({ characters }: { readonly characters: number }) {
  return <span class="line-cut">… {characters.toLocaleString()} characters …</span>;
}
