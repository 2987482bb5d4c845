/**
 * How often something happened within the last 24 hours. Times come as they were told, in any order; which order does not matter.
 *
 * A producer that drifts in every output would fill the memory, so the newest times are kept as they are, and older ones are counted by
 * tens of minutes. The count is exact up to `exactTimes`; above it an old occurrence may leave up to ten minutes late, and never early.
 */

export const windowMs = 86_400_000;
export const exactTimes = 64;
const sliceMs = 600_000;

interface Slice {
  /** The newest in it: as long as that one is within the window, all of it is. */
  readonly newest: number;
  readonly count: number;
}

export interface Occurrences {
  /** In ms, newest last. */
  readonly times: readonly number[];
  readonly earlier: readonly Slice[];
}

export const none: Occurrences = { times: [], earlier: [] };

/** With one more, and without what is no longer within the window at `now`. */
export function withOccurrence(before: Occurrences, at: number, now: number): Occurrences {
  const { times, earlier } = within(before, now);
  if (!isWithin(at, now)) return { times, earlier };
  const place = times.findLastIndex((time) => time <= at) + 1;
  const all = times.toSpliced(place, 0, at);
  const [oldest = at] = all;
  return all.length <= exactTimes
    ? { times: all, earlier }
    : { times: all.slice(1), earlier: counted(earlier, oldest) };
}

export function within(occurrences: Occurrences, now: number): Occurrences {
  const times = occurrences.times.filter((time) => isWithin(time, now));
  const earlier = occurrences.earlier.filter(({ newest }) => isWithin(newest, now));
  return { times, earlier };
}

/** How many at `now`: those younger than 24 hours, to the millisecond. Asked for every pattern with every check, so it copies nothing. */
export function countAt({ times, earlier }: Occurrences, now: number): number {
  const [oldest = now] = times;
  let count = isWithin(oldest, now) ? times.length : times.filter((time) => isWithin(time, now)).length;
  for (const slice of earlier) if (isWithin(slice.newest, now)) count += slice.count;
  return count;
}

function isWithin(at: number, now: number): boolean {
  return at > now - windowMs;
}

function counted(slices: readonly Slice[], at: number): readonly Slice[] {
  const number = Math.floor(at / sliceMs);
  const place = slices.findIndex(({ newest }) => Math.floor(newest / sliceMs) === number);
  const slice = slices[place];
  if (slice === undefined) return [...slices, { newest: at, count: 1 }].sort((a, b) => a.newest - b.newest);
  return slices.with(place, { newest: Math.max(slice.newest, at), count: slice.count + 1 });
}
