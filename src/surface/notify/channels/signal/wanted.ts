/** What all ways to Signal are given. */
export interface Wanted {
  /** The message's id; the daemon gives it back with its answer. */
  readonly id: string;
  readonly text: string;
  readonly account: string | undefined;
  readonly recipients: readonly string[] | undefined;
  readonly group: string | undefined;
}

/** How the daemon is reached: exactly one of them. */
export interface Way {
  readonly http: string | undefined;
  readonly rest: string | undefined;
  readonly tcp: { readonly host: string; readonly port: number } | undefined;
  readonly socket: string | undefined;
}
