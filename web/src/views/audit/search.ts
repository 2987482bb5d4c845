/** A search that goes on by itself until it has a page full: the engine answers each request after a moment, with what it has found by then. */
import { useCallback, useEffect, useState } from "preact/hooks";
import type { FoundEvent, SearchPage } from "#core/model";
import { type Problem, problemOf, read } from "../../api/index.ts";

const pageLength = 50;
/** Then the reader decides whether it is worth looking further. */
const mostRequests = 40;

export interface Search {
  readonly items: readonly FoundEvent[];
  readonly isSearching: boolean;
  readonly reachedAt: string | null;
  /** Whether there is more of the log to look through. */
  readonly hasMore: boolean;
  readonly problem: Problem | undefined;
  goOn(): void;
  again(): void;
}

interface State {
  readonly items: readonly FoundEvent[];
  readonly next: string | null;
  readonly reachedAt: string | null;
  readonly isSearching: boolean;
  readonly problem: Problem | undefined;
}

const empty: State = { items: [], next: null, reachedAt: null, isSearching: true, problem: undefined };

/** `filter`: the end of a query. */
export function useSearch(filter: string): Search {
  const [state, setState] = useState(empty);
  const [turn, setTurn] = useState(0);
  /** From where a page is wanted, if from anywhere but the newest. */
  const [from, setFrom] = useState<string>();

  useEffect(() => {
    const leaving = new AbortController();
    setState((last) => (from === undefined ? empty : { ...last, isSearching: true, problem: undefined }));
    const show = (page: SearchPage) =>
      setState((last) => ({ ...last, ...page, items: [...last.items, ...page.items] }));
    look(filter, from, leaving.signal, show).then(
      () => setState((last) => ({ ...last, isSearching: false })),
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        setState((last) => ({ ...last, isSearching: false, problem: problemOf(error) }));
      },
    );
    return () => leaving.abort();
  }, [filter, from, turn]);

  const { items, next, reachedAt, isSearching, problem } = state;
  const again = useCallback(() => {
    setFrom(undefined);
    setTurn((last) => last + 1);
  }, []);
  return {
    ...{ items, isSearching, reachedAt, problem, hasMore: next !== null, again },
    goOn: () => {
      if (next !== null) setFrom(next);
    },
  };
}

async function look(
  filter: string,
  from: string | undefined,
  signal: AbortSignal,
  show: (page: SearchPage) => void,
): Promise<void> {
  let cursor = from;
  let found = 0;
  for (let request = 0; request < mostRequests; request++) {
    const path = `/v1/audit/search?limit=${pageLength - found}${filter}${cursor === undefined ? "" : `&cursor=${cursor}`}`;
    const { body } = await read<SearchPage>(path, signal);
    if (signal.aborted) return;
    show(body);
    found += body.items.length;
    if (body.next === null || found >= pageLength) return;
    cursor = body.next;
  }
}
