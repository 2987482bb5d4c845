/**
 * How old a time is, though the wall clock may be set between two looks.
 *
 * One that is still the same has grown older by what has passed since the last look. One that is new since then, and after a step of
 * the clock, is no older than that look. In all other cases the wall clock says it: a new time may well be an old one.
 */
import type { ProbeContext } from "#core/model";

/** Slewing, and the time that a look takes, are no step. */
const stepMs = 2_000;
const lookKey = "look";

interface Look {
  readonly time: number;
  readonly ageMs: number;
  /** Monotonic. */
  readonly at: number;
  /** Of the wall clock against the monotonic one. */
  readonly offsetMs: number;
}

/** In milliseconds; negative when the time lies in the future. */
export function ageOf(time: number, { clock, memory }: Pick<ProbeContext, "clock" | "memory">): number {
  const [at, now] = [clock.monotonic(), clock.now()];
  const before = memory.get(lookKey) as Look | undefined;
  const ageMs = Math.round(before === undefined ? now - time : agedSince(before, time, at, now));
  memory.set(lookKey, { time, ageMs, at, offsetMs: now - at } satisfies Look);
  return ageMs;
}

function agedSince(before: Look, time: number, at: number, now: number): number {
  const passedMs = at - before.at;
  // What lies in the future is no age to go on from.
  if (time === before.time && before.ageMs >= 0) return before.ageMs + passedMs;
  const isStepped = Math.abs(now - at - before.offsetMs) > stepMs;
  return isStepped && time !== before.time ? Math.min(passedMs, Math.abs(now - time)) : now - time;
}
