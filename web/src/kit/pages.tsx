/** A long history, a page at a time. */
import { type ComponentChildren, Fragment } from "preact";
import { useState } from "preact/hooks";

interface Pages {
  /** The end of the address: `&cursor=…`, or nothing for the newest. */
  readonly query: string;
  readonly isFirst: boolean;
  /** From 1. */
  readonly number: number;
  readonly buttons: (next: string | null) => ComponentChildren;
}

export function usePages(): Pages {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  return {
    query: cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`,
    isFirst: cursor === undefined,
    number: cursors.length + 1,
    buttons: (next) => (
      <Fragment>
        {cursors.length > 0 && (
          <button type="button" onClick={() => setCursors(cursors.slice(0, -1))}>
            Newer ones
          </button>
        )}
        {next !== null && (
          <button type="button" onClick={() => setCursors([...cursors, next])}>
            Older ones
          </button>
        )}
      </Fragment>
    ),
  };
}
