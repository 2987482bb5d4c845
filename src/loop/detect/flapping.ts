/**
 * Flapping, after Nagios: the share of changes among the last 21 verdicts, with a high threshold to start and a low one to end, so
 * that the word itself does not flap.
 */

export interface History {
  /** Newest last; true is bad. Unknown verdicts are not in it. */
  readonly verdicts: readonly boolean[];
  readonly flapping: boolean;
}

export const emptyHistory: History = { verdicts: [], flapping: false };

const kept = 21;
const startShare = 0.3;
const endShare = 0.15;
/** Too few readings say nothing: one failure and its recovery are two changes. */
const leastReadings = 10;

export function pushVerdict(history: History, bad: boolean): History {
  const { verdicts } = history;
  // The long steady case costs nothing: nothing changes once the window is full of one verdict.
  if (verdicts.length === kept && !history.flapping && verdicts.every((verdict) => verdict === bad)) return history;
  const next = [...verdicts.slice(-(kept - 1)), bad];
  const share = changeShare(next);
  const flapping = history.flapping ? share > endShare : next.length >= leastReadings && share >= startShare;
  return { verdicts: next, flapping };
}

function changeShare(verdicts: readonly boolean[]): number {
  let changes = 0;
  for (let index = 1; index < verdicts.length; index++) if (verdicts[index] !== verdicts[index - 1]) changes++;
  return verdicts.length < 2 ? 0 : changes / (verdicts.length - 1);
}
