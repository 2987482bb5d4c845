/** How a score went: one entry for each change, the oldest let go. */

export interface ScoreAt {
  /** In ms. */
  readonly at: number;
  readonly score: number;
}

export function withScore(history: readonly ScoreAt[], at: number, score: number, most: number): readonly ScoreAt[] {
  const last = history.at(-1);
  if (last?.score === score) return history;
  // Within one instant only where it ended counts.
  const kept = last?.at === at ? history.slice(0, -1) : history;
  return [...kept, { at, score }].slice(-most);
}
