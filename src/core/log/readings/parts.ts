/** A long time told by few readings: the newest of each equal part of it, as it was taken. */
import type { Reading } from "#core/model";

export interface Parts {
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

/** As SQLite has it: no limit. */
export const allOfMinute = -1;
const minuteMs = 60_000;

/** Where a part is longer than a minute, the newest of each minute is near enough: a seek each, in place of all that was read. */
export function ofEachMinute({ from, to, points }: Parts): number {
  return (to - from) / points >= minuteMs ? 1 : allOfMinute;
}

/** `readings` in the order of taking. */
export function newestOfEach(readings: readonly Reading[], { from, to, points }: Parts): Reading[] {
  const lengthMs = Math.max(1, (to - from) / points);
  const newest = new Map<number, Reading>();
  for (const reading of readings)
    newest.set(Math.min(points - 1, Math.floor((reading.takenAt - from) / lengthMs)), reading);
  return [...newest.values()];
}
