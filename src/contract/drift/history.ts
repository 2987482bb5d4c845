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

/**
 * As many points as fit a picture. Each stretch of time keeps the lowest score and where it ended, so that no dip is smoothed away; the first and the
 * last point stay.
 */
export function thinned(history: readonly ScoreAt[], most: number): readonly ScoreAt[] {
  const [first] = history;
  const last = history.at(-1);
  if (history.length <= most || first === undefined || last === undefined) return history;
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const lengthMs = Math.max(1, last.at - first.at) / stretches;
  const kept = new Set([first, last]);
  const inStretches = Map.groupBy(history, ({ at }) => Math.min(stretches - 1, Math.floor((at - first.at) / lengthMs)));
  for (const points of inStretches.values()) {
    const end = points.at(-1);
    kept.add(points.reduce((lowest, one) => (one.score < lowest.score ? one : lowest)));
    if (end !== undefined) kept.add(end);
  }
  return history.filter((point) => kept.has(point));
}
