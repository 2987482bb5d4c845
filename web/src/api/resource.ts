/** Something that the API tells, kept fresh: read again when an event says that it may have changed, and after every reconnection. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { read } from "./client.ts";
import { generation, type LiveEvent, onLive } from "./live.ts";
import { type Problem, problemOf } from "./problem.ts";

export interface Resource<T> {
  /** What was read last; it stays while it is read again, and when that fails. */
  readonly data: T | undefined;
  /** Why the last reading failed; undefined when it did not. */
  readonly problem: Problem | undefined;
  readonly etag: string | null;
  readonly isLoading: boolean;
  /** When it was read, by the browser's clock, ms. */
  readonly readAt: number | undefined;
  readonly refresh: () => void;
}

export interface ResourceOptions {
  /** Which events make what is shown old. Default: none. */
  readonly refreshOn?: (event: LiveEvent) => boolean;
  /** Besides, read again after this long; for figures that change without an event. */
  readonly everyMs?: number;
  /** Show what stood at the last address until the new one has answered: for lists that are filtered. */
  readonly keepsLast?: boolean;
}

/** Many events within this time are one reason to read again. */
const gatherMs = 200;

type State<T> = Pick<Resource<T>, "data" | "problem" | "etag" | "readAt"> & { readonly path: string | null };

/** `path` null: nothing is wanted now. */
export function useResource<T>(path: string | null, options: ResourceOptions = {}): Resource<T> {
  const [state, setState] = useState<State<T>>(emptyOf(path));
  const [isLoading, setLoading] = useState(path !== null);
  const [turn, setTurn] = useState(0);
  const refresh = useCallback(() => setTurn((last) => last + 1), []);
  const made = generation.value;

  useEffect(() => {
    if (path === null) return setLoading(false);
    const leaving = new AbortController();
    setLoading(true);
    read<T>(path, leaving.signal).then(
      ({ body, etag }) => {
        setState({ path, data: body, etag, problem: undefined, readAt: Date.now() });
        setLoading(false);
      },
      (error: unknown) => {
        if (leaving.signal.aborted) return;
        setState((last) => ({ ...(last.path === path ? last : emptyOf<T>(path)), problem: problemOf(error) }));
        setLoading(false);
      },
    );
    return () => leaving.abort();
  }, [path, turn, made]);

  useRefreshOn(options.refreshOn, refresh);
  const { everyMs } = options;
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => document.hidden || refresh(), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, refresh]);

  const isOfThis = state.path === path || options.keepsLast === true;
  const { data, problem, etag, readAt } = isOfThis ? state : emptyOf<T>(path);
  return { data, problem, etag, readAt, isLoading, refresh };
}

function emptyOf<T>(path: string | null): State<T> {
  return { path, data: undefined, problem: undefined, etag: null, readAt: undefined };
}

/** Calls once for all events that come shortly after one another. */
export function useRefreshOn(fits: ((event: LiveEvent) => boolean) | undefined, refresh: () => void): void {
  const current = useRef(fits);
  current.current = fits;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onLive((event) => {
      if (timer !== undefined || current.current?.(event) !== true) return;
      timer = setTimeout(() => {
        timer = undefined;
        refresh();
      }, gatherMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [refresh]);
}
