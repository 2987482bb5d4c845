/** What changed from one version to another: side by side where there is room, one below the other where there is not. */
import { useEffect, useState } from "preact/hooks";
import { countOf } from "../../kit/index.ts";
import { type DiffRow, diffOf, type Folded, folded } from "./diff.ts";

interface DiffProps {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly names: readonly [before: string, after: string];
}

const narrow = "(max-width: 900px)";

export function Diff({ before, after, names }: DiffProps) {
  const isNarrow = useMedia(narrow);
  const rows = diffOf(before, after);
  const [isWhole, setWhole] = useState(false);
  if (rows.every(({ kind }) => kind === "same")) return <p>Word for word the same.</p>;
  const parts = isWhole ? [{ rows, isFold: false }] : folded(rows);
  const added = rows.filter(({ kind, after: line }) => kind === "changed" && line !== undefined).length;
  const removed = rows.filter(({ kind, before: line }) => kind === "changed" && line !== undefined).length;
  return (
    <div class="stack">
      <p class="quiet">
        {countOf(removed, "line")} taken away (−), {countOf(added, "line")} added (+).{" "}
        <button type="button" class="link" aria-pressed={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Show what changed only" : "Show all of it"}
        </button>
      </p>
      <section class="scrolls diff" tabIndex={0} aria-label={`What changed from ${names[0]} to ${names[1]}`}>
        {isNarrow ? <Unified parts={parts} /> : <SideBySide parts={parts} names={names} />}
      </section>
    </div>
  );
}

interface PartsProps {
  readonly parts: readonly Folded[];
}

function SideBySide({ parts, names }: PartsProps & Pick<DiffProps, "names">) {
  return (
    <table class="diff-sides">
      <thead>
        <tr>
          {names.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {parts.flatMap(({ rows, isFold }, part) =>
          isFold
            ? [
                <tr key={part} class="diff-fold">
                  <td colSpan={2}>{countOf(rows.length, "line")} the same</td>
                </tr>,
              ]
            : rows.map((row, index) => (
                <tr key={`${part} ${index}`}>
                  <td class={cellClass(row, row.before, "removed")}>
                    <Line row={row} line={row.before} side="removed" />
                  </td>
                  <td class={cellClass(row, row.after, "added")}>
                    <Line row={row} line={row.after} side="added" />
                  </td>
                </tr>
              )),
        )}
      </tbody>
    </table>
  );
}

function cellClass({ kind }: DiffRow, line: string | undefined, side: "removed" | "added"): string {
  if (kind === "same") return "diff-same";
  return line === undefined ? "diff-none" : `diff-${side}`;
}

function Unified({ parts }: PartsProps) {
  return (
    <ol class="diff-unified">
      {parts.flatMap(({ rows, isFold }, part) => {
        if (isFold)
          return [
            <li key={part} class="diff-fold">
              {countOf(rows.length, "line")} the same
            </li>,
          ];
        return stacked(rows).map(({ row, line, side }, index) => (
          <li key={`${part} ${index}`} class={row.kind === "same" ? "diff-same" : `diff-${side}`}>
            <Line row={row} line={line} side={side} />
          </li>
        ));
      })}
    </ol>
  );
}

interface Stacked {
  readonly row: DiffRow;
  readonly line: string;
  readonly side: "removed" | "added";
}

/** Of each stretch of changes first all that was taken away, then all that was added. */
function stacked(rows: readonly DiffRow[]): readonly Stacked[] {
  const found: Stacked[] = [];
  let added: Stacked[] = [];
  for (const row of rows) {
    if (row.kind === "same") {
      found.push(...added, { row, line: row.after ?? "", side: "added" });
      added = [];
      continue;
    }
    if (row.before !== undefined) found.push({ row, line: row.before, side: "removed" });
    if (row.after !== undefined) added.push({ row, line: row.after, side: "added" });
  }
  return [...found, ...added];
}

function Line({
  row,
  line,
  side,
}: {
  readonly row: DiffRow;
  readonly line: string | undefined;
  readonly side: Stacked["side"];
}) {
  if (line === undefined) return <span class="unseen">nothing</span>;
  const text = <code dir="auto">{line === "" ? " " : line}</code>;
  if (row.kind === "same") return <>{text}</>;
  return side === "added" ? (
    <ins>
      <b aria-hidden="true">+</b> {text}
    </ins>
  ) : (
    <del>
      <b aria-hidden="true">−</b> {text}
    </del>
  );
}

function useMedia(query: string): boolean {
  const [fits, setFits] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const onChange = () => setFits(media.matches);
    media.addEventListener("change", onChange);
    return () => media.removeEventListener("change", onChange);
  }, [query]);
  return fits;
}
