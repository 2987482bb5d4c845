/** What all ways to Signal are given. */
export interface Wanted {
  /** The message's id; the daemon gives it back with its answer. */
  readonly id: string;
  readonly text: string;
  readonly account: string | undefined;
  readonly recipients: readonly string[] | undefined;
  readonly group: string | undefined;
}
